// SPDX-License-Identifier: GPL-3.0-or-later
#include "publishing/release_package.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/pattern.hpp"
#include "core/temporary.hpp"
#include "core/text.hpp"
#include "git/repository.hpp"
#include "layout/client_files.hpp"
#include "locking/release_targets.hpp"
#include "product/work_tree.hpp"
#include "upgrades/upgrade_commands.hpp"

namespace rpmworks::publishing {

namespace {

// The spec with the next Version, if that is a plain number in one line.
std::string with_next_version(const std::string& spec, ReleasePackageUpdate& update) {
  static const Pattern k_version(R"((?m)^(Version:[ \t]*)([0-9]{1,9})[ \t]*$)");
  const auto found = k_version.find(spec);
  if (!found) return spec;
  update.version_before = (*found)[2];
  update.version_after = std::to_string(std::stoul(update.version_before) + 1);
  const size_t at = found->begin() + (*found)[1].size();
  return spec.substr(0, at) + update.version_after + spec.substr(at + update.version_before.size());
}

// Changes that are only in the work tree would be lost.
void require_committed(const fs::path& folder, const std::vector<std::string>& files) {
  const git::Repository repository = git::Repository::open(folder);
  const std::string inside = product::folder_in_tree(folder, repository.work_tree());
  std::vector<std::string> paths;
  for (const auto& file : files) paths.push_back(inside.empty() ? file : inside + "/" + file);
  std::vector<std::string> changed = repository.untracked(paths);
  for (const auto& path : repository.changed_files())
    if (std::ranges::count(paths, path) > 0) changed.push_back(path);
  if (changed.empty()) return;
  throw Error(ExitCode::invalid,
              fmt::format("{} has changes that are not committed: {}", folder.string(), join(changed, ", ")))
      .hint("commit them first: they would be overwritten");
}

}  // namespace

ReleasePackage release_package(const product::Session& session) {
  const product::SessionScope scope(session);
  const auto names = locking::choose_release_targets(session);
  const layout::Targets targets(names);
  const bool zypper = std::ranges::any_of(targets.all(), [](const auto* target) {
    return std::ranges::count(upgrades::programs_of(target->client), upgrades::Program::zypper) > 0;
  });
  return {.files = layout::release_package_files(session.config, targets, temporary_folder()),
          .by_dist = !targets.is_one(),
          .zypper = zypper};
}

std::string release_package_name(const config::Config& config) {
  return config.product + "-release";
}

ReleasePackageUpdate update_release_package(const product::Session& session, const fs::path& folder) {
  const std::string spec = release_package_name(session.config) + ".spec";
  if (!is_there(folder / spec))
    throw Error(ExitCode::invalid, fmt::format("{} has no {}", folder.string(), spec))
        .hint("without --update, `rpmworks init DIR --template release` writes all files of the package");
  ReleasePackageUpdate update;
  const ReleasePackage package = release_package(session);
  for (const auto& [file, text] : package.files)
    if (!is_there(folder / file) || read_file(folder / file) != text) update.written.push_back(file);
  if (update.written.empty()) return update;
  const std::string before = read_file(folder / spec);
  const std::string after = with_next_version(before, update);
  if (after != before) update.written.push_back(spec);
  std::vector<std::string> overwritten = update.written;
  std::erase_if(overwritten, [&](const std::string& file) { return !is_there(folder / file); });
  require_committed(folder, overwritten);
  for (const auto& file : update.written)
    write_file_atomically(folder / file, file == spec ? after : package.files.at(file));
  std::ranges::sort(update.written);
  return update;
}

std::optional<KeyInReleasePackage> key_in_release_package(const product::Session& session,
                                                          const std::string& key) {
  const auto found = session.config.packages.find(release_package_name(session.config));
  if (found == session.config.packages.end()) return std::nullopt;
  const config::PackageSource& source = found->second;
  KeyInReleasePackage result{.name = source.name, .ref = source.ref, .folder = {}, .has_it = {}};
  if (source.git.empty() || !fs::is_directory(source.git)) return result;
  const git::Repository repository = git::Repository::open(source.git);
  const std::string file = "RPM-GPG-KEY-" + key;
  const std::string path = source.subdir.empty() ? file : source.subdir + "/" + file;
  result.has_it = repository.entry(repository.resolve(source.ref), path).has_value();
  if (!repository.work_tree().empty())
    result.folder = source.subdir.empty() ? fs::path(source.git) : fs::path(source.git) / source.subdir;
  return result;
}

}  // namespace rpmworks::publishing
