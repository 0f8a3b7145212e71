// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "answers.hpp"
#include "own.hpp"
#include "provides.hpp"
#include "version.hpp"

namespace rpmworks::hostbase {

namespace {

std::string mapped(const Relation& relation) {
  if (relation.op.empty()) return relation.name;
  return fmt::format("{} {} {}", relation.name, rpm_operator(relation.op),
                     rpm_dependency_version(relation.version));
}

bool same_to_rpm(const Entry& a, const Entry& b) {
  if (a.kind != b.kind) return false;
  // Links with the same target, and folders, can be shared; the content of files is unknown here.
  return a.kind == Entry::Kind::folder || (a.kind == Entry::Kind::link && a.target == b.target);
}

bool replaces(const DebPackage& one, const DebPackage& other) {
  return std::any_of(one.replaces.begin(), one.replaces.end(),
                     [&](const Relation& relation) { return fulfils(other, relation); });
}

void add(std::vector<std::string>& list, std::string text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

// Dependencies that Debian does not list, because its build tools assume essential packages and each other.
const std::vector<std::string>& unsaid_requirements(const std::string& debian_name) {
  static const std::map<std::string, std::vector<std::string>> unsaid = {
      {"autopoint", {"gettext"}},  // as gettext-devel
      {"make", {"bash"}},
      {"rpm",
       {k_rpm_macros, "bash", "binutils", "bzip2", "coreutils", "cpio", "diffutils", "file", "findutils",
        "grep", "gzip", "mawk", "patch", "pkg-config", "sed", "tar", "unzip", "xz-utils", "zstd"}},
      {"xml-core", {"bash", "coreutils"}}};  // its trigger is a script
  static const std::vector<std::string> none;
  const auto found = unsaid.find(debian_name);
  return found == unsaid.end() ? none : found->second;
}

std::vector<std::string> requirements_of(const DebPackage& package, const Closure& closure) {
  std::vector<std::string> needs;
  for (const auto& relation : closure.requirements(package)) add(needs, mapped(relation));
  for (const auto& name : unsaid_requirements(package.name))
    if (name == k_rpm_macros || closure.find(name)) add(needs, name);
  // boost-devel of the RPM distributions is all of Boost.
  if (package.name == "libboost-dev")
    for (const auto& member : closure.packages)
      if (member.name.starts_with("libboost-") && member.name.ends_with("-dev") &&
          member.name != package.name && member.name != "libboost-all-dev")
        add(needs, member.name);
  return needs;
}

// Whether a virtual name refers to an alternative whose link another package makes: gawk is not awk if mawk
// is.
bool is_lost_alternative(const std::string& name, const Contents& contents,
                         const std::vector<Alternative>& made) {
  const auto is_it = [&name](const Alternative& alternative) {
    return fs::path(alternative.link).filename() == name;
  };
  return std::any_of(contents.alternatives.begin(), contents.alternatives.end(), is_it) &&
         std::none_of(made.begin(), made.end(), is_it);
}

// RPM names that several packages could provide, with the best candidate: python3-devel is python3-dev, not
// libpython3-dev.
std::map<std::string, int> best_guesses(const Closure& closure) {
  std::map<std::string, int> best;
  for (const auto& package : closure.packages)
    for (const auto& [name, guess] : rpm_names(package.name)) {
      const auto [known, first] = best.try_emplace(name, guess);
      if (!first) known->second = std::min(known->second, guess);
    }
  // A package whose own name it is takes precedence.
  for (const auto& package : closure.packages) best.erase(package.name);
  return best;
}

// Additional names that no other package has: names from the package's content, and requested seeds.
std::vector<std::string> further_names(const DebPackage& package, const Contents& contents,
                                       const Closure& closure, const std::map<std::string, int>& best) {
  std::vector<std::string> names = names_by_contents(package.name, contents);
  for (const auto& [seed, answer] : closure.answers)
    if (answer == package.name && seed.find_first_of("(/ ") == std::string::npos) add(names, seed);
  std::erase_if(names, [&](const std::string& name) {
    const auto has_it = [&](const Relation& provided) { return provided.name == name; };
    return best.contains(name) || closure.find(name) || std::ranges::any_of(package.provides, has_it);
  });
  return names;
}

std::vector<std::string> provides_of(const DebPackage& package, const Contents& contents,
                                     const Closure& closure, const std::map<std::string, int>& best,
                                     const std::vector<Alternative>& made) {
  const rpm::Evr evr = rpm_evr(package.version);
  std::vector<std::string> provides;
  for (const auto& [name, guess] : rpm_names(package.name)) {
    const auto known = best.find(name);
    if (known == best.end() || known->second < guess) continue;
    add(provides, name.find('(') == std::string::npos ? fmt::format("{} = {}", name, evr.str()) : name);
  }
  for (const auto& name : further_names(package, contents, closure, best))
    add(provides, fmt::format("{} = {}", name, evr.str()));
  for (const auto& relation : package.provides)
    if (!is_lost_alternative(relation.name, contents, made)) add(provides, mapped(relation));
  for (const auto& found : contents.provides) add(provides, found);
  return provides;
}

// In RPM distributions /bin/sh is bash: specs, rpm's own scripts and Makefiles are written for it.
void make_bash_the_shell(Recipe& recipe) {
  const std::string shell = "/usr/bin/sh";
  const std::string as_provided = "/bin/sh";
  if (recipe.nevra.name == "dash") {
    std::erase_if(recipe.files, [&](const Entry& entry) { return entry.path == shell; });
    std::erase(recipe.provides, as_provided);
  }
  if (recipe.nevra.name == "bash") {
    recipe.files.push_back({.path = shell, .kind = Entry::Kind::link, .target = "bash"});
    add(recipe.provides, as_provided);
  }
}

}  // namespace

std::set<std::pair<std::string, std::string>> given_up_paths(const Closure& closure,
                                                             const ContentsByName& contents) {
  struct Owner {
    const DebPackage* package;
    const Entry* entry;
  };
  std::unordered_map<std::string_view, Owner> owners;
  std::set<std::pair<std::string, std::string>> given_up;
  for (const auto& package : closure.packages) {
    for (const auto& entry : contents.at(package.name).entries) {
      if (is_filesystem_folder(entry.path)) continue;
      const auto [place, first] = owners.try_emplace(entry.path, Owner{&package, &entry});
      if (first) continue;
      Owner& owner = place->second;
      if (same_to_rpm(*owner.entry, entry) || conflict(*owner.package, package)) continue;
      // A folder cannot be replaced: it contains files of other packages.
      const bool newcomer_keeps =
          entry.kind == Entry::Kind::folder ||
          (owner.entry->kind != Entry::Kind::folder && replaces(package, *owner.package));
      given_up.emplace(entry.path, newcomer_keeps ? owner.package->name : package.name);
      if (newcomer_keeps) owner = {&package, &entry};
    }
  }
  return given_up;
}

std::map<std::string, std::vector<Alternative>> links_made(const Closure& closure,
                                                           const ContentsByName& contents) {
  std::set<std::string> taken;
  for (const auto& package : closure.packages)
    for (const auto& entry : contents.at(package.name).entries) taken.insert(entry.path);
  std::map<std::string, std::vector<Alternative>> made;
  for (const auto& package : closure.packages)
    for (const auto& alternative : contents.at(package.name).alternatives)
      if (taken.insert(alternative.link).second) made[package.name].push_back(alternative);
  return made;
}

std::vector<Recipe> recipes_of(const Closure& closure, const ContentsByName& contents) {
  const auto given_up = given_up_paths(closure, contents);
  const auto best = best_guesses(closure);
  auto links = links_made(closure, contents);
  std::vector<Recipe> recipes;
  for (const auto& package : closure.packages) {
    const Contents& found = contents.at(package.name);
    const std::vector<Alternative>& made = links[package.name];
    Recipe recipe{.nevra = {.name = package.name,
                            .evr = rpm_evr(package.version),
                            .arch = rpm_arch(package.architecture)},
                  .summary = package.summary,
                  .url = package.homepage,
                  .section = package.section,
                  .before = {k_filesystem},
                  .requirements = requirements_of(package, closure),
                  .provides = provides_of(package, found, closure, best, made),
                  .conflicts = closure.conflicting(package),
                  .conffiles = {found.conffiles.begin(), found.conffiles.end()},
                  .scriptlets = scriptlets_of(package.name),
                  .epoch = found.newest};
    for (const auto& entry : found.entries)
      if (!is_filesystem_folder(entry.path) && !given_up.contains({entry.path, package.name}))
        recipe.files.push_back(entry);
    for (const auto& alternative : made)
      recipe.files.push_back(
          {.path = alternative.link, .kind = Entry::Kind::link, .target = alternative.target});
    if (closure.find("bash")) make_bash_the_shell(recipe);
    // A requirement on /usr/bin/python3 includes the whole library, as in the RPM distributions.
    if (package.name == "python3-minimal" && closure.find("python3")) recipe.beside = {"python3"};
    recipes.push_back(std::move(recipe));
  }
  return recipes;
}

}  // namespace rpmworks::hostbase
