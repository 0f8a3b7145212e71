// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/abi_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "abi/compare.hpp"
#include "abi/record_kinds.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "rpm/source_name.hpp"

namespace rpmworks::pipeline {

namespace {

using changes::AbiChange;
using changes::PackageChange;
using inventory::Inventory;
using manifest::Entry;

constexpr std::string_view k_64_bits = "()(64bit)";
constexpr uint8_t k_colour_32 = 1;
constexpr uint8_t k_colour_64 = 2;

/// A soname as rpm's Provides have it: "libx.so.1()(64bit)".
struct Soname {
  std::string provide;
  std::string name;  ///< "libx.so.1"
  bool has_64_bits = false;
};

std::map<std::string, Soname> sonames_of(const rpm::Contents& contents) {
  std::map<std::string, Soname> found;
  for (const auto& provide : contents.package.provides) {
    const std::string name = provide.substr(0, provide.find('('));
    const bool has_64_bits = provide.ends_with(k_64_bits);
    const bool is_soname = name.find(".so") != std::string::npos && !name.ends_with(".debug") &&
                           (has_64_bits || provide.ends_with("()"));
    if (is_soname) found[provide] = {provide, name, has_64_bits};
  }
  return found;
}

// Whether a requirement is for the soname, with or without a version of its symbols.
bool requires_soname(const std::string& requirement, const Soname& soname) {
  return requirement.starts_with(soname.name + "(") && requirement.ends_with("(64bit)") == soname.has_64_bits;
}

// The regular files that stand at a name of the soname, by that path: themselves, or what links lead to.
std::map<std::string, const rpm::PackagedFile*> libraries_of(const rpm::Contents& contents,
                                                             const Soname& soname) {
  std::map<std::string, const rpm::PackagedFile*> found;
  for (const auto& file : contents.files) {
    const fs::path path = file.path;
    if (path.filename() != soname.name) continue;
    const std::string target =
        file.is_link() ? (path.parent_path() / file.link).lexically_normal().string() : file.path;
    const auto library = std::ranges::find(contents.files, target, &rpm::PackagedFile::path);
    if (library == contents.files.end() || !library->is_regular() || library->is_ghost) continue;
    if (library->colour != 0 && library->colour != (soname.has_64_bits ? k_colour_64 : k_colour_32)) continue;
    found[file.path] = &*library;
  }
  return found;
}

// The files with the debug information of a library: libdw finds them by links named by build ids.
std::vector<std::string> debug_files(const rpm::Contents& contents, const std::string& library) {
  const std::string name = fs::path(library).filename().string();
  std::set<std::string> debug;
  std::vector<std::string> paths;
  for (const auto& file : contents.files)
    if (file.path.starts_with("/usr/lib/debug/") && file.is_regular()) {
      const fs::path path = file.path;
      const std::string its_name = path.filename().string();
      const bool is_shared = path.parent_path().filename() == ".dwz";
      if (!is_shared && !(its_name.starts_with(name) && its_name.ends_with(".debug"))) continue;
      debug.insert(file.path);
      paths.push_back(file.path);
    }
  for (const auto& file : contents.files)
    if (file.is_link() && file.path.starts_with("/usr/lib/debug/.build-id/") &&
        debug.contains((fs::path(file.path).parent_path() / file.link).lexically_normal().string()))
      paths.push_back(file.path);
  return paths;
}

/// A place whose packages are on this machine.
class LocalPlace {
 public:
  explicit LocalPlace(const Inventory& place) : m_place(place) {}

  const Inventory& place() const { return m_place; }

  /// Throws Error(invalid) if the package is not on this machine.
  fs::path file_of(const Entry& entry) const {
    const fs::path file = m_place.folder / entry.file;
    if (m_place.folder.empty() || entry.file.empty() || !is_there(file))
      throw Error(ExitCode::invalid, fmt::format("the package {} is not on this machine", entry.nevra.str()));
    return file;
  }

  std::shared_ptr<const rpm::Contents> contents_of(const Entry& entry) const {
    const inventory::Details details = m_place.details(entry);
    if (!details.contents || !details.has_file_facts)
      throw Error(ExitCode::invalid, fmt::format("the files of {} are not known", entry.nevra.str()));
    return details.contents;
  }

  abi::Library library(const Entry& entry, const std::string& path) const {
    return {.package = file_of(entry), .path = path, .debug = debug_of(entry, path)};
  }

 private:
  std::optional<abi::Files> debug_of(const Entry& entry, const std::string& library) const {
    for (const std::string& name : {entry.nevra.name, rpm::source_name(entry.source_rpm)}) {
      rpm::Nevra wanted = entry.nevra;
      wanted.name = name + "-debuginfo";
      const auto& packages = m_place.manifest.packages;
      const auto found =
          std::ranges::find(packages, wanted.str(), [](const auto& one) { return one.nevra.str(); });
      if (found == packages.end()) continue;
      abi::Files files{.package = file_of(*found), .paths = debug_files(*contents_of(*found), library)};
      if (!files.paths.empty()) return files;
    }
    return std::nullopt;
  }

  const Inventory& m_place;
};

/// A comparison to make.
struct Task {
  AbiChange change;
  Soname soname;
  const Entry* before = nullptr;
  const Entry* after = nullptr;
  std::string path_before, path_after;  ///< empty: the comparison failed already
};

AbiChange unknown_change(const PackageChange& package, const Soname& soname, std::string why) {
  AbiChange change{.before = package.before->nevra.str(),
                   .after = package.after->nevra.str(),
                   .soname = soname.provide,
                   .library = {},
                   .difference = {}};
  change.difference.verdict = abi::Verdict::unknown;
  change.difference.unknown = std::move(why);
  return change;
}

void add_tasks(std::vector<Task>& tasks, const PackageChange& package, const LocalPlace& before,
               const LocalPlace& after) {
  const auto was = before.contents_of(*package.before);
  const auto is = after.contents_of(*package.after);
  const auto provided_before = sonames_of(*was);
  for (const auto& [provide, soname] : sonames_of(*is)) {
    if (!provided_before.contains(provide)) continue;
    const auto old_libraries = libraries_of(*was, soname);
    const auto new_libraries = libraries_of(*is, soname);
    const Task task{
        .change = unknown_change(package, soname, "no file of the package has the soname as its name"),
        .soname = soname,
        .before = &*package.before,
        .after = &*package.after};
    if (old_libraries.empty() || new_libraries.empty()) {
      tasks.push_back(task);
      continue;
    }
    for (const auto& [path, library] : new_libraries) {
      const auto same_path = old_libraries.find(path);
      const rpm::PackagedFile* const old =
          same_path == old_libraries.end() ? old_libraries.begin()->second : same_path->second;
      if (old->digest == library->digest && !library->digest.empty()) continue;
      Task one = task;
      one.change.library = library->path;
      one.path_before = old->path;
      one.path_after = library->path;
      tasks.push_back(std::move(one));
    }
  }
}

abi::Difference compared(const Task& task, const LocalPlace& before, const LocalPlace& after,
                         const abi::Abidiff& abidiff, store::Store* store) {
  const abi::Library was = before.library(*task.before, task.path_before);
  const abi::Library is = after.library(*task.after, task.path_after);
  const std::string key = store ? abi::key_of(was, is, abidiff) : "";
  if (store)
    if (auto known = abi::k_differences.find(*store, key)) return std::move(*known);
  abi::Difference difference = abi::compare(was, is, abidiff);
  if (store && difference.verdict != abi::Verdict::unknown) abi::k_differences.put(*store, key, difference);
  return difference;
}

bool can_break(const Task& task) {
  return task.change.difference.verdict == abi::Verdict::incompatible ||
         task.change.difference.verdict == abi::Verdict::review;
}

changes::AbiUser user_of(const Task& task, const LocalPlace& place, const Entry& entry,
                         const rpm::Contents& contents) {
  changes::AbiUser user{.package = entry.nevra.str(), .lost_symbols = {}, .unknown = {}};
  if (task.change.difference.lost_symbols.empty()) return user;
  try {
    abi::Files files{.package = place.file_of(entry), .paths = {}};
    for (const auto& file : contents.files)
      if (file.colour != 0 && file.is_regular() && !file.is_ghost) files.paths.push_back(file.path);
    if (files.paths.empty()) return user;
    for (auto& symbol : abi::undefined_symbols(files, task.soname.name))
      if (abi::is_lost(symbol, task.change.difference.lost_symbols))
        user.lost_symbols.push_back(std::move(symbol));
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
    user.unknown = error.what();
  }
  return user;
}

// Looks through all packages of the new place.
void add_users(std::vector<Task>& tasks, const LocalPlace& after, unsigned jobs) {
  if (std::ranges::none_of(tasks, can_break)) return;
  const auto& packages = after.place().manifest.packages;
  std::mutex mutex;
  parallel_for(packages.size(), jobs, [&](size_t i) {
    if (packages[i].nevra.is_source()) return;
    std::shared_ptr<const rpm::Contents> contents;
    try {
      contents = after.place().details(packages[i]).contents;
    } catch (const Error& error) {
      if (error.code() != ExitCode::invalid) throw;
      return;  // `verify` reports damaged packages
    }
    if (!contents) return;
    for (auto& task : tasks) {
      const bool is_user =
          can_break(task) && std::ranges::any_of(contents->package.requires_, [&](const auto& one) {
            return requires_soname(one, task.soname);
          });
      if (!is_user) continue;
      changes::AbiUser user = user_of(task, after, packages[i], *contents);
      const std::lock_guard guard(mutex);
      task.change.users.push_back(std::move(user));
    }
  });
  // Those that certainly break first.
  for (auto& task : tasks)
    std::ranges::sort(task.change.users, {},
                      [](const auto& user) { return std::tuple(user.lost_symbols.empty(), user.package); });
}

}  // namespace

changes::AbiChanges abi_changes(const changes::Changes& changes, const Inventory& before,
                                const Inventory& after, store::Store* store, unsigned jobs,
                                Reporter& reporter) {
  if (!changes.has_details) return {.libraries = {}, .unknown = changes.no_details};
  const abi::Abidiff abidiff = abi::find_abidiff();
  const LocalPlace old_place(before);
  const LocalPlace new_place(after);
  std::vector<Task> tasks;
  for (const auto& package : changes.packages) {
    using Kind = PackageChange::Kind;
    if (!package.before || !package.after || package.after->nevra.is_source()) continue;
    if (package.kind == Kind::resigned || package.kind == Kind::moved) continue;
    try {
      add_tasks(tasks, package, old_place, new_place);
    } catch (const Error& error) {
      if (error.code() != ExitCode::invalid) throw;
      tasks.push_back({.change = unknown_change(package, {.provide = "its libraries"}, error.what())});
    }
  }
  Activity activity(reporter, "comparing", "the interfaces of libraries", tasks.size());
  parallel_for(tasks.size(), jobs, [&](size_t i) {
    Task& task = tasks[i];
    if (!task.path_after.empty()) try {
        task.change.difference = compared(task, old_place, new_place, abidiff, store);
      } catch (const Error& error) {
        if (error.code() != ExitCode::invalid) throw;
        task.change.difference.unknown = error.what();
      }
    activity.step();
  });
  add_users(tasks, new_place, jobs);
  changes::AbiChanges result;
  for (auto& task : tasks) result.libraries.push_back(std::move(task.change));
  std::ranges::stable_sort(result.libraries, {}, [](const AbiChange& one) {
    return std::tie(one.difference.verdict, one.after, one.library, one.soname);
  });
  return result;
}

}  // namespace rpmworks::pipeline
