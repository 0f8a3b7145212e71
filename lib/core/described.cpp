// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/described.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <ios>
#include <new>
#include <system_error>

#include "core/text.hpp"

namespace rpmworks {

namespace fs = std::filesystem;

namespace {

// "filesystem error: cannot remove: Permission denied [/a]" becomes "cannot remove /a: Permission denied".
Error told(const fs::filesystem_error& error) {
  std::string doing = error.what();
  constexpr std::string_view k_start = "filesystem error: ";
  if (doing.starts_with(k_start)) doing.erase(0, k_start.size());
  doing.resize(std::min(doing.size(), doing.find(": " + error.code().message())));
  std::string paths = error.path1().string();
  if (!error.path2().empty()) paths += " → " + error.path2().string();
  // If there are two paths, the operation writes to the second.
  const fs::path& where = error.path2().empty() ? error.path1() : error.path2();
  return with_advice(Error(ExitCode::failed, fmt::format("{}{}: {}", doing, paths.empty() ? "" : " " + paths,
                                                         error.code().message())),
                     error.code().value(), where);
}

Error told(const std::system_error& error) {
  const bool is_of_the_system =
      error.code().category() == std::system_category() || error.code().category() == std::generic_category();
  const int number = is_of_the_system ? error.code().value() : 0;
  if (number == EAGAIN) return Error(ExitCode::failed, error.what()).hint(k_no_more_processes);
  return with_advice(Error(ExitCode::failed, error.what()), number, {});
}

// "3.0 KiB of 1.0 MiB are free there now"; empty if the system cannot tell.
std::string free_space(fs::path where) {
  struct statvfs info {};
  while (!where.empty() && ::statvfs(where.c_str(), &info) != 0)
    where = where.has_relative_path() ? where.parent_path() : fs::path();
  if (where.empty() || info.f_blocks == 0) return {};
  std::string text = fmt::format("{} of {} are free there now", human_bytes(info.f_bavail * info.f_frsize),
                                 human_bytes(info.f_blocks * info.f_frsize));
  if (info.f_files > 0 && info.f_favail == 0) text += ", and no file can be added: it has no inode left";
  return text;
}

std::string advice(int number) {
  switch (number) {
    case ENOSPC:
      return "free some space on that file system; the existing files are unchanged";
    case EDQUOT:
      return "remove files that count towards your quota there; the existing files are unchanged";
    case EROFS:
      return "that file system is mounted read-only: make it writable, or name other places (--workspace, "
             "--cache, --store)";
    case EMFILE:
      return "this process may not open more files: raise the limit (ulimit -n), or use fewer --jobs";
    case ENFILE:
      return "the machine may not open more files: raise /proc/sys/fs/file-max";
    case ENOMEM:
      return "use fewer --jobs, or add memory";
    case EACCES:
    case EPERM:
      return "check the owner and the permissions of that path";
    default:
      return {};
  }
}

}  // namespace

Error described(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return error;
  } catch (const fs::filesystem_error& error) {
    return told(error);
  } catch (const std::system_error& error) {
    return told(error);
  } catch (const std::bad_alloc&) {
    return with_advice(Error(ExitCode::failed, "out of memory"), ENOMEM, {});
  } catch (const std::exception& error) {
    return Error(ExitCode::failed, fmt::format("this is a bug in rpmworks: {}", error.what()))
        .hint("please report it with the command you ran; nothing was left half-written");
  } catch (...) {
    return Error(ExitCode::failed, "this is a bug in rpmworks: an exception of an unknown kind")
        .hint("please report it with the command you ran; nothing was left half-written");
  }
}

Error with_advice(Error error, int number, const fs::path& where) {
  if (number == ENOSPC)
    if (std::string space = free_space(where); !space.empty()) std::move(error).note(std::move(space));
  if (std::string hint = advice(number); !hint.empty()) std::move(error).hint(std::move(hint));
  return error;
}

Error full_disk_error(const std::string& doing, const fs::path& where, const char* option) {
  Error error(ExitCode::failed, fmt::format("{}: the disk of {} is full", doing, where.string()));
  return with_advice(std::move(error), ENOSPC, where)
      .hint(fmt::format("free some space there, or choose another place with {}", option));
}

int full_disk_in(std::string_view messages) {
  if (messages.find("No space left on device") != std::string_view::npos) return ENOSPC;
  return messages.find("Disk quota exceeded") != std::string_view::npos ? EDQUOT : 0;
}

}  // namespace rpmworks
