// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/build_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <span>

#include "core/text.hpp"
#include "product/package_source.hpp"
#include "product/packages.hpp"
#include "rpm/nevra.hpp"
#include "rpm/requirement.hpp"

namespace rpmworks::pipeline {

namespace {

bool is_file_name(const std::string& argument) {
  return rpm::is_source_file_name(argument);
}

engine::PackagePtr given_file(product::Session& session, const std::string& name,
                              const config::Target& target) {
  std::error_code unreadable;
  if (!fs::exists(name, unreadable) && !unreadable)
    throw Error(ExitCode::invalid, fmt::format("no such file: {}", name))
        .hint("to make a source package from a git repository: rpmworks srpm");
  return std::make_shared<const engine::Package>(
      engine::Package{.srpm = product::srpm_of_file(session, name, target)});
}

/// The error for an argument that is not a source package file when there is no repos.yaml to define
/// packages.
Error no_such_package(const std::string& name) {
  std::error_code unreadable;
  if (fs::is_directory(name, unreadable))
    return Error(ExitCode::invalid, fmt::format("{} is a folder, not a source package", name))
        .hint(fmt::format("make it first: rpmworks srpm {}", name));
  if (fs::exists(name, unreadable))
    return Error(ExitCode::invalid, fmt::format("{} does not have the name of a source package", name))
        .hint("its name must end in .src.rpm or .nosrc.rpm");
  return Error(ExitCode::invalid, fmt::format("no repos.yaml with a package '{}'", name))
      .hint("pass a .src.rpm file, or the configuration with -c FILE");
}

/// Makes the named packages, and all others, because the named packages may build-require them. The others
/// are made from HEAD: uncommitted changes in their work trees matter only if they turn out to be needed. The
/// result has the order of repos.yaml.
product::MadePackages make_with_others(product::Session& session, const config::Target& target,
                                       const std::vector<std::string>& names) {
  const product::Packages named = product::choose_packages(session.config, target, names);
  product::Packages others = product::choose_packages(session.config, target, {});
  std::erase_if(others, [&](const auto* package) {
    return std::find(named.begin(), named.end(), package) != named.end();
  });
  product::MadePackages all = product::packages(session, named, target, {.are_named = !names.empty()});
  if (others.empty()) return all;
  product::MadePackages more =
      product::packages(session, others, target, {.dirty = product::DirtyTree::leave, .keep_going = true});
  std::ranges::move(more.made, std::back_inserter(all.made));
  std::ranges::move(more.specless, std::back_inserter(all.specless));
  all.unmade = std::move(more.unmade);
  std::ranges::sort(all.made, {}, [](const engine::PackagePtr& package) { return package->srpm.name; });
  return all;
}

// The error in one line: place and message, without notes, trail and hint.
std::string in_a_line(const Error& error) {
  std::string place = error.where() ? error.where()->file : "";
  if (error.where() && error.where()->line > 0) place += fmt::format(":{}", error.where()->line);
  return place.empty() ? error.what() : fmt::format("{}: {}", place, error.what());
}

/// Guesses whether a requirement may mean a package whose spec cannot be read. If the package was built
/// before, the requirement must be a name that its last build provides. Otherwise the requirement must be the
/// package's name or start with it and a hyphen, as the names of most subpackages do.
class Guess {
 public:
  Guess(product::Session& session, const std::string& target, std::string package)
      : m_package(std::move(package)) {
    const auto names = buildplan::last_build_provides(session.store, target, m_package, true);
    m_names.insert(names.begin(), names.end());
  }
  bool may_be_meant(const std::string& requirement) const {
    const std::string name(rpm::requirement_name(requirement));
    const auto generated = buildplan::generated_names(requirement);
    return is_its(name) || std::ranges::any_of(generated, [this](const auto& one) { return is_its(one); });
  }

 private:
  bool is_its(const std::string& name) const {
    if (!m_names.empty()) return m_names.contains(name);
    return name == m_package || name.starts_with(m_package + "-");
  }

  std::string m_package;
  std::set<std::string> m_names;
};

/// BuildRequires of the needed packages that may mean the package of `guess`, except names of the needed
/// packages' own binary packages.
std::vector<std::string> perhaps_meant(const Guess& guess, const engine::Packages& needed) {
  std::set<std::string, std::less<>> promised;
  for (const auto& one : needed)
    for (const auto& package : one->srpm.info.packages) promised.insert(package.nevra.name);
  std::vector<std::string> lines;
  for (const auto& one : needed)
    for (const auto& requirement : one->srpm.info.build_requires)
      if (!promised.contains(rpm::requirement_name(requirement)) && guess.may_be_meant(requirement))
        lines.push_back(fmt::format("{}: {}", one->label(), requirement));
  return lines;
}

}  // namespace

bool are_files(const std::vector<std::string>& what) {
  return !what.empty() && std::ranges::all_of(what, is_file_name);
}

void require_packages(const product::Session& session, const std::vector<std::string>& what) {
  if (!session.config.file.empty()) return;
  for (const auto& argument : what)
    if (!is_file_name(argument)) throw no_such_package(argument);
}

void add_specless(std::vector<schedule::LeftOut>& left_out, const std::vector<product::Specless>& specless) {
  for (const auto& one : specless) left_out.push_back({one.name, "", one.why});
}

std::vector<schedule::LeftOut> leave_out_other_arches(product::Session& session, engine::Packages& packages,
                                                      const config::Target& target,
                                                      const std::vector<std::string>& named) {
  std::vector<schedule::LeftOut> left_out;
  std::erase_if(packages, [&](const engine::PackagePtr& package) {
    const srpm::Srpm& srpm = package->srpm;
    const auto reason = buildplan::not_for_arch(srpm, target);
    if (!reason || std::find(named.begin(), named.end(), srpm.name) != named.end()) return false;
    session.reporter.warning(fmt::format("{} is skipped: {}", srpm.name, *reason));
    left_out.push_back({srpm.name, srpm.nevra.str(), *reason});
    return true;
  });
  return left_out;
}

Sources sources_for(product::Session& session, const config::Target& target, const BuildRequest& request) {
  require_packages(session, request.what);
  std::vector<std::string> names;
  engine::Packages files;
  std::vector<std::string> wanted;
  for (const auto& argument : request.what) {
    if (is_file_name(argument)) {
      files.push_back(given_file(session, argument, target));
      wanted.push_back(files.back()->label());
    } else {
      names.push_back(argument);
      wanted.push_back(argument);
    }
  }
  if (!request.changed_since.empty()) {
    if (!files.empty())
      throw Error(ExitCode::usage, "--changed-since works only for packages of a repos.yaml")
          .hint("pass packages, or none for all of them; a .src.rpm file has no history");
    const product::Packages all = product::choose_packages(session.config, target, names);
    wanted = product::names_of(product::only_changed(session, all, request.changed_since));
    if (wanted.empty()) return {};
    names = wanted;
  }
  if (names.empty() && !files.empty()) return {.packages = std::move(files)};
  product::MadePackages own = make_with_others(session, target, names);
  std::vector<schedule::LeftOut> left_out = leave_out_other_arches(session, own.made, target, request.what);
  add_specless(left_out, own.specless);
  const auto is_left = [&](const std::string& name) {
    return std::ranges::any_of(own.made, [&](const auto& package) { return package->srpm.name == name; });
  };
  std::erase_if(wanted, [&](const std::string& name) {
    return std::ranges::find(names, name) != names.end() && !is_left(name);
  });
  if (own.made.empty() || (wanted.empty() && !names.empty()))
    return {.packages = std::move(files), .left_out = std::move(left_out)};
  // A file replaces the package with its name.
  engine::Packages all = files;
  for (auto& package : own.made) {
    const std::string& name = package->srpm.nevra.name;
    if (std::ranges::none_of(files, [&](const auto& file) { return file->srpm.nevra.name == name; }))
      all.push_back(package);
  }
  return {std::move(all), std::move(wanted), std::move(own.unmade), std::move(left_out)};
}

void require_not_needed(product::Session& session, const Sources& made,
                        const buildplan::NeededPackages& needed, const config::Target& target) {
  const std::string wanted = join(made.wanted, ", ");
  const auto refuse = [&](const Error& error, std::vector<std::string> lines) {
    throw Error(error)
        .note(fmt::format("this package is read because {} may build-require it", wanted))
        .notes(std::move(lines));
  };
  for (const auto& [package, error] : made.unmade) {
    auto lines = perhaps_meant(Guess(session, target.name, package), needed.packages);
    if (!lines.empty()) refuse(error, std::move(lines));
  }
  // Any package that could not be made may provide the unresolved names.
  if (!made.unmade.empty() && !needed.unresolved.empty()) {
    std::vector<std::string> lines = needed.unresolved;
    for (const auto& [package, error] : std::span(made.unmade).subspan(1))
      lines.push_back(fmt::format("{} cannot be read either: {}", package, in_a_line(error)));
    refuse(made.unmade.front().error, std::move(lines));
  }
  for (const auto& [package, error] : made.unmade)
    session.reporter.warning(fmt::format("skipping {}, because {} does not seem to need it: {}", package,
                                         wanted, in_a_line(error)));
}

void require_no_changes_in(const engine::Packages& needed, const std::vector<std::string>& names,
                           const config::Config& config) {
  for (const auto& one : needed) {
    const std::string& name = one->srpm.name;
    const auto package = config.packages.find(name);
    if (package == config.packages.end() || std::find(names.begin(), names.end(), name) != names.end())
      continue;
    with_context(
        fmt::format("reading {}, which {} build-requires or may build-require", name, join(names, ", ")),
        [&] { product::require_no_changes(package->second); });
  }
}

}  // namespace rpmworks::pipeline
