// SPDX-License-Identifier: GPL-3.0-or-later
#include "build_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

#include "core/text.hpp"
#include "rpm/requirement.hpp"

namespace rpmworks::cli {

namespace {

bool is_file_name(const std::string& argument) {
  return argument.ends_with(".src.rpm");
}

engine::PackagePtr given_file(Context& context, const std::string& name, const config::Target& target) {
  std::error_code unreadable;
  if (!fs::exists(name, unreadable) && !unreadable)
    throw Error(ExitCode::invalid, fmt::format("there is no file {}", name))
        .hint("rpmworks srpm makes one of a git repository");
  return std::make_shared<const engine::Package>(engine::Package{srpm_of_file(context, name, target)});
}

/// What is wrong with an argument that can be no package, as there is no repos.yaml.
Error no_such_package(const std::string& name) {
  std::error_code unreadable;
  if (fs::is_directory(name, unreadable))
    return Error(ExitCode::invalid, fmt::format("{} is a folder, and a source package is wanted", name))
        .hint(fmt::format("make it first: rpmworks srpm {}", name));
  if (fs::exists(name, unreadable))
    return Error(ExitCode::invalid, fmt::format("{} is not named like a source package", name))
        .hint("its name must end in .src.rpm");
  return Error(ExitCode::invalid, fmt::format("there is no repos.yaml that names the package '{}'", name))
      .hint("name a .src.rpm file, or the configuration with -c FILE");
}

/// Those that are named, and the others, which those may build-require: of these HEAD, as what is changed in
/// their work trees matters when they turn out to be needed. In the order of repos.yaml.
engine::Packages make_with_others(Context& context, const ChosenTarget& chosen,
                                  const std::vector<std::string>& names, std::vector<Unmade>& unmade,
                                  std::vector<LeftOut>& left_out) {
  const Packages named = choose_packages(chosen.config, chosen.target(), names);
  Packages others = choose_packages(chosen.config, chosen.target(), {});
  std::erase_if(others, [&](const auto* package) {
    return std::find(named.begin(), named.end(), package) != named.end();
  });
  engine::Packages packages =
      make_packages(context, named, chosen.target(), {.are_named = !names.empty()}, nullptr, &left_out);
  if (others.empty()) return packages;
  for (auto& package :
       make_packages(context, others, chosen.target(), {.dirty = DirtyTree::leave}, &unmade, &left_out))
    packages.push_back(std::move(package));
  std::ranges::sort(packages, {}, [](const engine::PackagePtr& package) { return package->srpm.name; });
  return packages;
}

// Without what stands around it.
std::string in_a_line(const Error& error) {
  std::string place = error.where() ? error.where()->file : "";
  if (error.where() && error.where()->line > 0) place += fmt::format(":{}", error.where()->line);
  return place.empty() ? error.what() : fmt::format("{}: {}", place, error.what());
}

/// Whether a requirement may mean a package whose spec nobody could read: one of the names that it had when
/// it was last built; when it never was, one that begins with its own, as those of its packages mostly do.
class Guess {
 public:
  Guess(Context& context, const std::string& target, std::string package) : m_package(std::move(package)) {
    const auto names = buildplan::last_build_provides(context.store(), target, m_package, true);
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

/// BuildRequires of what is needed that may mean the package and that no other one promises.
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

ChosenTarget target_for(Context& context, const Wanted& wanted) {
  const auto& what = wanted.what;
  const bool only_files = !what.empty() && std::all_of(what.begin(), what.end(), is_file_name);
  if (!context.has_config())
    for (const auto& argument : what)
      if (!is_file_name(argument)) throw no_such_package(argument);
  const config::Config& config = only_files ? context.config_or_standalone() : context.config_with_packages();
  return choose_target(config, wanted.target, wanted.engine, wanted.executor);
}

Sources sources_for(Context& context, const Wanted& options, const ChosenTarget& chosen) {
  std::vector<std::string> names;
  engine::Packages packages;
  std::vector<std::string> wanted;
  for (const auto& argument : options.what) {
    if (is_file_name(argument)) {
      packages.push_back(given_file(context, argument, chosen.target()));
      wanted.push_back(packages.back()->label());
    } else {
      names.push_back(argument);
      wanted.push_back(argument);
    }
  }
  if (!options.changed_since.empty()) {
    if (!packages.empty())
      throw Error(ExitCode::usage, "--changed-since is for the packages of a repos.yaml")
          .hint("name packages, or none for all of them; a .src.rpm file has no history");
    wanted.clear();
    const Packages all = choose_packages(chosen.config, chosen.target(), names);
    for (const auto* package : only_changed(context, all, options.changed_since))
      wanted.push_back(package->name);
    if (wanted.empty()) return {};
    names = wanted;
  }
  if (names.empty() && !packages.empty()) return {std::move(packages), {}};
  const size_t files = packages.size();
  std::vector<Unmade> unmade;
  std::vector<LeftOut> specless;
  engine::Packages own = make_with_others(context, chosen, names, unmade, specless);
  std::vector<schedule::LeftOut> left_out =
      leave_out_other_arches(context, own, chosen.target(), options.what);
  add_specless(left_out, specless);
  const auto is_left = [&](const std::string& name) {
    return std::ranges::any_of(own, [&](const auto& package) { return package->srpm.name == name; });
  };
  std::erase_if(wanted, [&](const std::string& name) {
    return std::ranges::find(names, name) != names.end() && !is_left(name);
  });
  if (own.empty() || (wanted.empty() && !names.empty()))
    return {.packages = std::move(packages), .left_out = std::move(left_out)};
  for (auto& package : own) {
    const std::string& name = package->srpm.nevra.name;
    const bool is_given = std::any_of(packages.begin(), packages.begin() + static_cast<ptrdiff_t>(files),
                                      [&](const auto& file) { return file->srpm.nevra.name == name; });
    if (!is_given) packages.push_back(std::move(package));
  }
  return {std::move(packages), std::move(wanted), std::move(unmade), std::move(left_out)};
}

void require_not_needed(Context& context, const Sources& made, const buildplan::NeededPackages& needed,
                        const ChosenTarget& chosen) {
  const std::string wanted = join(made.wanted, ", ");
  const auto refuse = [&](const Error& error, std::vector<std::string> lines) {
    throw Error(error)
        .note(fmt::format("this package is looked at because {} may build-require it", wanted))
        .notes(std::move(lines));
  };
  for (const auto& [package, error] : made.unmade) {
    auto lines = perhaps_meant(Guess(context, chosen.name, package->name), needed.packages);
    if (!lines.empty()) refuse(error, std::move(lines));
  }
  // It may be any of them that has what is lacking.
  if (!made.unmade.empty() && !needed.unresolved.empty()) {
    std::vector<std::string> lines = needed.unresolved;
    for (const auto& [package, error] : std::span(made.unmade).subspan(1))
      lines.push_back(fmt::format("{} cannot be read either: {}", package->name, in_a_line(error)));
    refuse(made.unmade.front().error, std::move(lines));
  }
  for (const auto& [package, error] : made.unmade)
    context.reporter().warning(fmt::format("{} is left alone, as nothing that {} needs seems to be of it: {}",
                                           package->name, wanted, in_a_line(error)));
}

void require_no_changes_in(const engine::Packages& needed, const std::vector<std::string>& names,
                           const config::Config& config) {
  for (const auto& one : needed) {
    const std::string& name = one->srpm.name;
    const auto package = config.packages.find(name);
    if (package == config.packages.end() || std::find(names.begin(), names.end(), name) != names.end())
      continue;
    with_context(
        fmt::format("looking at {}, which {} build-requires or may build-require", name, join(names, ", ")),
        [&] { require_no_changes(package->second); });
  }
}

}  // namespace rpmworks::cli
