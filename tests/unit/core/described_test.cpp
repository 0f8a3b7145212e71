// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/described.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <ios>
#include <new>
#include <stdexcept>
#include <system_error>

using namespace rpmworks;
namespace fs = std::filesystem;

namespace {

template <typename Exception>
Error described_as(const Exception& exception) {
  return described(std::make_exception_ptr(exception));
}

std::error_code code(int number) {
  return {number, std::system_category()};
}

}  // namespace

TEST_CASE("an Error is returned unchanged") {
  CHECK(described_as(Error(ExitCode::gate, "x").note("n").hint("h")).render() == "error: x\n  n\nhint: h\n");
  CHECK(described_as(Error(ExitCode::gate, "x")).code() == ExitCode::gate);
}

TEST_CASE("a failed file operation becomes the system's message, with a hint") {
  const Error error = described_as(fs::filesystem_error("cannot remove", "/a", code(EACCES)));
  CHECK(error.code() == ExitCode::failed);
  CHECK(
      error.render() ==
      "error: cannot remove /a: Permission denied\nhint: check the owner and the permissions of that path\n");
  const Error full = described_as(fs::filesystem_error("cannot copy", "/a", "/no/such/b", code(ENOSPC)));
  CHECK(std::string(full.what()) == "cannot copy /a → /no/such/b: No space left on device");
  REQUIRE(full.notes().size() == 1);
  CHECK(full.notes()[0].ends_with(" are free there now"));
  CHECK(full.hint() == "free some space on that file system; the existing files are unchanged");
  CHECK(described_as(fs::filesystem_error("cannot copy", "/a", code(EDQUOT))).hint() ==
        "remove files that count towards your quota there; the existing files are unchanged");
  CHECK(described_as(fs::filesystem_error("cannot create directory", "/a", code(EROFS))).render() ==
        "error: cannot create directory /a: Read-only file system\n"
        "hint: that file system is mounted read-only: make it writable, or name other places (--workspace, "
        "--cache, --store)\n");
  CHECK(described_as(fs::filesystem_error("cannot open", "/a", code(EMFILE))).hint() ==
        "this process may not open more files: raise the limit (ulimit -n), or use fewer --jobs");
  CHECK(described_as(fs::filesystem_error("cannot open", "/a", code(ENOENT))).hint().empty());
}

TEST_CASE("programs that say that a disk is full") {
  CHECK(full_disk_in("gpg: error writing to 'x': No space left on device\ngpg: failed") == ENOSPC);
  CHECK(full_disk_in("cp: x: Disk quota exceeded") == EDQUOT);
  CHECK(full_disk_in("gpg: no space") == 0);
  CHECK(full_disk_in("") == 0);
}

TEST_CASE("a program that failed because a disk is full") {
  const Error error = full_disk_error("installing the base root", "/no/such/cache", "--cache");
  CHECK(error.code() == ExitCode::failed);
  CHECK(std::string(error.what()) == "installing the base root: the disk of /no/such/cache is full");
  REQUIRE(error.notes().size() == 1);
  CHECK(error.notes()[0].ends_with(" are free there now"));
  CHECK(error.hint() == "free some space there, or choose another place with --cache");
}

TEST_CASE("missing threads and missing memory are not bugs") {
  const Error threads = described_as(std::system_error(EAGAIN, std::generic_category()));
  CHECK(std::string(threads.what()) == "Resource temporarily unavailable");
  CHECK(threads.hint() == k_no_more_processes);
  CHECK(described_as(std::bad_alloc()).render() ==
        "error: out of memory\nhint: use fewer --jobs, or add memory\n");
  // Its number is not an errno of the system.
  CHECK(described_as(std::ios_base::failure("reading")).hint().empty());
}

TEST_CASE("any other exception is a bug, and the hint asks to report it") {
  const std::string hint = "please report it with the command you ran; nothing was left half-written";
  const Error error = described_as(std::out_of_range("map::at"));
  CHECK(std::string(error.what()) == "this is a bug in rpmworks: map::at");
  CHECK(error.code() == ExitCode::failed);
  CHECK(error.hint() == hint);
  CHECK(std::string(described_as(3).what()) == "this is a bug in rpmworks: an exception of an unknown kind");
}
