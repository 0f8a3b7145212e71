// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/build_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <span>

#include "core/text.hpp"
#include "product/package_source.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::product {

namespace {

bool is_file_name(const std::string& argument) {
  return rpm::is_source_file_name(argument);
}

srpm::Srpm given_file(Session& session, const std::string& name, const config::Target& target) {
  std::error_code unreadable;
  if (!fs::exists(name, unreadable) && !unreadable)
    throw Error(ExitCode::invalid, fmt::format("no such file: {}", name))
        .hint("to make a source package from a git repository: rpmworks srpm");
  return srpm_of_file(session, name, target);
}

/// What is wrong with an argument that can be no package, as there is no repos.yaml.
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

/// Those that are named, and the others, which those may build-require: of these HEAD, as what is changed in
/// their work trees matters when they turn out to be needed. In the order of repos.yaml.
Srpms make_with_others(Session& session, const config::Target& target,
                       const std::vector<std::string>& names) {
  const Packages named = choose_packages(session.config, target, names);
  Packages others = choose_packages(session.config, target, {});
  std::erase_if(others, [&](const auto* package) {
    return std::find(named.begin(), named.end(), package) != named.end();
  });
  Srpms all = srpms(session, named, target, {.are_named = !names.empty()});
  if (others.empty()) return all;
  Srpms more = srpms(session, others, target, {.dirty = DirtyTree::leave, .keep_going = true});
  std::ranges::move(more.made, std::back_inserter(all.made));
  std::ranges::move(more.specless, std::back_inserter(all.specless));
  all.unmade = std::move(more.unmade);
  std::ranges::sort(all.made, {}, &srpm::Srpm::name);
  return all;
}

std::string name_of(const std::string& requirement) {
  return requirement.substr(0, requirement.find(' '));
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
  Guess(Session& session, const std::string& target, std::string package) : m_package(std::move(package)) {
    const auto names = buildplan::names_when_built(session.store, target, m_package, true);
    m_names.insert(names.begin(), names.end());
  }
  bool may_be_meant(const std::string& requirement) const {
    const std::string name = name_of(requirement);
    const auto found_out = buildplan::found_out_by_building(requirement);
    return is_its(name) || std::ranges::any_of(found_out, [this](const auto& one) { return is_its(one); });
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
std::vector<std::string> perhaps_meant(const Guess& guess, const std::vector<srpm::Srpm>& needed) {
  std::set<std::string> promised;
  for (const auto& srpm : needed)
    for (const auto& package : srpm.info.packages) promised.insert(package.nevra.name);
  std::vector<std::string> lines;
  for (const auto& srpm : needed)
    for (const auto& requirement : srpm.info.build_requires)
      if (!promised.contains(name_of(requirement)) && guess.may_be_meant(requirement))
        lines.push_back(fmt::format("{}: {}", buildplan::label(srpm), requirement));
  return lines;
}

}  // namespace

bool are_files(const std::vector<std::string>& what) {
  return !what.empty() && std::ranges::all_of(what, is_file_name);
}

void require_packages(const Session& session, const std::vector<std::string>& what) {
  if (!session.config.file.empty()) return;
  for (const auto& argument : what)
    if (!is_file_name(argument)) throw no_such_package(argument);
}

void add_specless(std::vector<schedule::LeftOut>& left_out, const std::vector<Specless>& specless) {
  for (const auto& one : specless) left_out.push_back({one.name, "", one.why});
}

std::vector<schedule::LeftOut> leave_out_other_arches(Session& session, std::vector<srpm::Srpm>& srpms,
                                                      const config::Target& target,
                                                      const std::vector<std::string>& named) {
  std::vector<schedule::LeftOut> left_out;
  std::erase_if(srpms, [&](const srpm::Srpm& srpm) {
    const auto reason = buildplan::not_for_arch(srpm, target);
    if (!reason || std::find(named.begin(), named.end(), srpm.name) != named.end()) return false;
    session.reporter.warning(fmt::format("{} is left out: {}", srpm.name, *reason));
    left_out.push_back({srpm.name, srpm.nevra.str(), *reason});
    return true;
  });
  return left_out;
}

Sources sources_for(Session& session, const config::Target& target, const BuildRequest& request) {
  require_packages(session, request.what);
  std::vector<std::string> names;
  std::vector<srpm::Srpm> files;
  std::vector<std::string> wanted;
  for (const auto& argument : request.what) {
    if (is_file_name(argument)) {
      files.push_back(given_file(session, argument, target));
      wanted.push_back(buildplan::label(files.back()));
    } else {
      names.push_back(argument);
      wanted.push_back(argument);
    }
  }
  if (!request.changed_since.empty()) {
    if (!files.empty())
      throw Error(ExitCode::usage, "--changed-since works only for packages of a repos.yaml")
          .hint("pass packages, or none for all of them; a .src.rpm file has no history");
    const Packages packages = choose_packages(session.config, target, names);
    wanted = names_of(only_changed(session, packages, request.changed_since));
    if (wanted.empty()) return {};
    names = wanted;
  }
  if (names.empty() && !files.empty()) return {.srpms = std::move(files)};
  Srpms own = make_with_others(session, target, names);
  std::vector<schedule::LeftOut> left_out = leave_out_other_arches(session, own.made, target, request.what);
  add_specless(left_out, own.specless);
  const auto is_left = [&](const std::string& name) {
    return std::ranges::find(own.made, name, &srpm::Srpm::name) != own.made.end();
  };
  std::erase_if(wanted, [&](const std::string& name) {
    return std::ranges::find(names, name) != names.end() && !is_left(name);
  });
  if (own.made.empty() || (wanted.empty() && !names.empty()))
    return {.srpms = std::move(files), .left_out = std::move(left_out)};
  // A file stands in for the package of its name.
  std::vector<srpm::Srpm> all = files;
  for (auto& srpm : own.made)
    if (std::ranges::none_of(files, [&](const auto& file) { return file.nevra.name == srpm.nevra.name; }))
      all.push_back(std::move(srpm));
  return {std::move(all), std::move(wanted), std::move(own.unmade), std::move(left_out)};
}

void require_not_needed(Session& session, const Sources& made, const buildplan::Needed& needed,
                        const config::Target& target) {
  const std::string wanted = join(made.wanted, ", ");
  const auto refuse = [&](const Error& error, std::vector<std::string> lines) {
    throw Error(error)
        .note(fmt::format("this package is read because {} may build-require it", wanted))
        .notes(std::move(lines));
  };
  for (const auto& [package, error] : made.unmade) {
    auto lines = perhaps_meant(Guess(session, target.name, package), needed.srpms);
    if (!lines.empty()) refuse(error, std::move(lines));
  }
  // It may be any of them that has what is lacking.
  if (!made.unmade.empty() && !needed.open.empty()) {
    std::vector<std::string> lines = needed.open;
    for (const auto& [package, error] : std::span(made.unmade).subspan(1))
      lines.push_back(fmt::format("{} cannot be read either: {}", package, in_a_line(error)));
    refuse(made.unmade.front().error, std::move(lines));
  }
  for (const auto& [package, error] : made.unmade)
    session.reporter.warning(fmt::format("skipping {}, because {} does not seem to need it: {}", package,
                                         wanted, in_a_line(error)));
}

void require_no_changes_in(const std::vector<srpm::Srpm>& needed, const std::vector<std::string>& names,
                           const config::Config& config) {
  for (const auto& srpm : needed) {
    const auto package = config.packages.find(srpm.name);
    if (package == config.packages.end() || std::find(names.begin(), names.end(), srpm.name) != names.end())
      continue;
    with_context(
        fmt::format("reading {}, which {} build-requires or may build-require", srpm.name, join(names, ", ")),
        [&] { require_no_changes(package->second); });
  }
}

}  // namespace rpmworks::product
