// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/lock_formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lockfile/konflux.hpp"
#include "lockfile/pkgmanifest.hpp"

namespace rpmworks::locking {

namespace {

bool is_konflux(const std::string& text) {
  return text.find("lockfileVersion") != std::string::npos;
}

}  // namespace

lockfile::Lock imported_lock(product::Session& session, const layout::Targets& targets,
                             const fs::path& file) {
  if (!fs::is_regular_file(file))
    throw Error(ExitCode::invalid, fmt::format("there is no file {}", file.string()))
        .hint("name a package manifest of libpkgmanifest, or an rpms.lock.yaml of konflux");
  const std::string text = read_file(file);
  lockfile::Lock lock;
  std::set<std::string> notes;
  for (const auto* target : targets.all()) {
    const lockfile::Place place{
        .target = target->name, .arch = target->arch, .section = "imported", .source_section = ""};
    lockfile::Imported imported = is_konflux(text) ? lockfile::from_konflux(text, file, place)
                                                   : lockfile::from_pkgmanifest(text, file, place);
    std::ranges::move(imported.lock.packages, std::back_inserter(lock.packages));
    notes.insert(imported.notes.begin(), imported.notes.end());
  }
  for (const auto& note : notes) session.reporter.detail(file.filename().string() + ": " + note);
  return lock;
}

void tell_left_out(product::Session& session, const lockfile::Lock& imported, const lockfile::Lock& lock) {
  for (const auto& package : imported.packages) {
    const bool is_there = std::ranges::any_of(lock.packages, [&](const auto& other) {
      return other.target == package.target && other.nevra == package.nevra;
    });
    if (is_there) continue;
    const auto other = std::ranges::find_if(lock.packages, [&](const auto& one) {
      return one.target == package.target && one.nevra.name == package.nevra.name &&
             one.nevra.arch == package.nevra.arch;
    });
    session.reporter.warning(
        other == lock.packages.end()
            ? fmt::format("{} is not in the lock: the release does not need it", package.nevra.str())
            : fmt::format("{} is not in the lock: {} is", package.nevra.str(), other->nevra.str()));
  }
}

void require_exportable(const layout::Targets& targets) {
  if (targets.is_one()) return;
  throw Error(ExitCode::usage,
              fmt::format("a package manifest is for one target, and the release is for {}", targets.names()))
      .hint("choose one of them with --target");
}

std::string exported_lock(product::Session& session, const layout::Targets& targets,
                          const lockfile::Lock& lock) {
  require_exportable(targets);
  const config::Target& target = *targets.all().front();
  lockfile::Exported made = lockfile::to_pkgmanifest(lock, target.name, target.arch);
  for (const auto& note : made.notes) session.reporter.note("the package manifest: " + note);
  return std::move(made.text);
}

}  // namespace rpmworks::locking
