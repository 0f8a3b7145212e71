// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/spec_finder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "core/error.hpp"
#include "core/text.hpp"
#include "gear/gear.hpp"
#include "git/convert.hpp"
#include "srpm/uncommitted_specs.hpp"

namespace rpmworks::srpm {

namespace {

constexpr size_t k_most_listed = 20;
constexpr size_t k_most_told = 3;
// Templates of autotools and Meson, CMake, rpkg, and general text generators. ("x.spec.ts" is a test file.)
constexpr std::array<std::string_view, 7> k_template_suffixes = {
    ".spec.in", ".spec.cmake", ".spec.rpkg", ".spec.j2", ".spec.tmpl", ".spec.tpl", ".spec.template"};

// Smaller is nearer. The usual folders for specs come before other folders of the same depth.
size_t distance(const std::string& path) {
  const std::string folder = git::folder_of(path);
  const auto known = std::find(k_spec_folders.begin(), k_spec_folders.end(), folder);
  if (known != k_spec_folders.end()) return static_cast<size_t>(known - k_spec_folders.begin());
  return k_spec_folders.size() + static_cast<size_t>(std::count(path.begin(), path.end(), '/'));
}

bool may_be_file(const git::TreeEntry& entry) {
  return entry.kind != git::TreeEntry::Kind::submodule;
}

std::vector<git::TreeEntry> without_folder(const std::vector<git::TreeEntry>& tree,
                                           const std::string& folder) {
  if (folder.empty()) return tree;
  std::vector<git::TreeEntry> inner;
  for (const auto& entry : tree) {
    if (!entry.path.starts_with(folder + "/")) continue;
    inner.push_back(entry);
    inner.back().path.erase(0, folder.size() + 1);
  }
  return inner;
}

std::string in_short(std::vector<std::string> paths) {
  if (paths.size() > k_most_told) {
    paths.resize(k_most_told);
    paths.emplace_back("…");
  }
  return join(paths, ", ");
}

bool is_template(const std::string& path) {
  return std::ranges::any_of(k_template_suffixes, [&](auto suffix) { return path.ends_with(suffix); });
}

Error no_spec(const git::TreeFiles& tree, const std::vector<git::TreeEntry>& packaged,
              const Request& request) {
  std::string where = request.subdir.empty() ? "the tree" : request.subdir + "/";
  if (!request.ref.empty()) where += " of " + request.ref;
  Error error(ExitCode::invalid, fmt::format("no spec found in {}", where));
  if (explain_uncommitted(error, tree, uncommitted_specs(tree, request), request)) return error;
  if (const std::string path = spec_template_in(packaged); !path.empty())
    return std::move(error)
        .note(fmt::format("{} is a template that the project's own build fills in", path))
        .hint("commit a finished spec, or point `git:` at a repository that has one");
  return std::move(error).hint(
      "add a spec and commit it (only committed files are packaged); rpmworks init writes a first spec");
}

std::string named_spec(const git::TreeFiles& tree, const Request& request) {
  for (const std::string& path : {git::below(request.subdir, request.spec), request.spec})
    if (tree.find(path)) return path;
  std::vector<std::string> specs;
  for (const auto& entry : tree.entries())
    if (entry.path.ends_with(".spec")) specs.push_back(entry.path);
  Error error(ExitCode::invalid, fmt::format("the tree has no {}", request.spec));
  if (explain_uncommitted(error, tree, uncommitted_specs(tree, request), request)) throw error;
  if (auto meant = did_you_mean(request.spec, specs, "{}"))
    std::move(error).hint(std::move(*meant));
  else if (!specs.empty() && specs.size() <= k_most_listed)
    std::move(error).hint(fmt::format("the tree has {}", join(specs, ", ")));
  else
    std::move(error).hint("only committed files are packaged");
  throw error;
}

std::string spec_of_rules(const git::TreeFiles& tree, const Request& request, const gear::Rules& rules) {
  const std::string path = git::below(request.subdir, rules.spec);
  if (tree.find(path)) return path;
  throw Error(ExitCode::invalid, fmt::format("the tree has no {}", path))
      .at(rules.spec_where)
      .hint("`spec:` is a path relative to the packaged folder; only committed files are packaged");
}

// The name is used in JSON, in the sandbox and in manifests.
const std::string& named_in_utf8(const std::string& spec) {
  if (git::reencode(spec, "UTF-8", "UTF-8")) return spec;
  throw Error(ExitCode::invalid, fmt::format("the name of the spec {} is not UTF-8", spec))
      .hint("rename it: git mv, and commit that");
}

// The spec of a package, by its name.
std::string spec_called(const git::TreeFiles& tree, const Request& request, const std::string& name) {
  std::vector<std::string> names;
  std::vector<std::string> found;
  for (const auto& spec : find_specs(without_folder(tree.entries(), request.subdir))) {
    const std::string file = git::last_name(spec);
    names.push_back(file.substr(0, file.rfind('.')));
    if (names.back() == name) found.push_back(git::below(request.subdir, spec));
  }
  if (found.size() == 1) return found.front();
  if (found.size() > 1)
    throw Error(ExitCode::invalid, fmt::format("{} specs have the name {}.spec", found.size(), name))
        .notes(found)
        .hint("select one with --spec FILE");
  Error error(ExitCode::invalid,
              fmt::format("there is no folder {0}, no {0}.spec in the tree, and no repos.yaml "
                          "with such a package",
                          name));
  std::vector<std::string> uncommitted = uncommitted_specs(tree, request);
  std::erase_if(uncommitted, [&](const std::string& spec) { return git::last_name(spec) != name + ".spec"; });
  if (explain_uncommitted(error, tree, uncommitted, request)) throw error;
  const auto meant = did_you_mean(name, names, "{}");
  throw std::move(error).hint(meant ? *meant
                              : names.empty() || names.size() > k_most_listed
                                  ? "name the folder of a git repository, or the configuration with -c FILE"
                                  : fmt::format("the tree has {}", join(names, ", ")));
}

// The specs in `folder` that are as near as the first one; `specs` is sorted by nearness.
std::vector<std::string> nearest_of(const std::vector<std::string>& specs, const std::string& folder) {
  std::vector<std::string> nearest;
  for (const auto& spec : specs)
    if (distance(spec) == distance(specs.front())) nearest.push_back(git::below(folder, spec));
  return nearest;
}

// The specs for a user who names, or works in, a folder below the root; empty if these are the default ones.
std::vector<std::string> specs_of_folder(const git::TreeFiles& tree, const Request& request,
                                         const SpecChoice& choice, Reporter& reporter) {
  if (choice.folder.empty() || !request.subdir.empty()) return {};
  const auto inner = find_specs(without_folder(tree.entries(), choice.folder));
  if (inner.empty()) return {};
  const auto usual = matching_specs(tree, request);
  if (std::ranges::all_of(usual, [&](const auto& spec) { return spec.starts_with(choice.folder + "/"); }))
    return {};
  auto specs = nearest_of(inner, choice.folder);
  std::string root = tree.repository().work_tree().string();
  if (root.size() > 1 && root.ends_with('/')) root.pop_back();
  reporter.note(fmt::format("using {} of {}/; `rpmworks srpm {}` makes {}", in_short(specs), choice.folder,
                            root, in_short(usual)));
  if (!choice.own_folder)
    reporter.note(
        "rpmworks packages the root of the repository, unless repos.yaml has that folder as `subdir`; "
        "--own-folder packages the folder of the spec");
  return specs;
}

// The user may have meant another spec than the nearest.
void note_other_specs(const git::TreeFiles& tree, const Request& request,
                      const std::vector<std::string>& chosen, Reporter& reporter) {
  std::vector<std::string> others;
  for (const auto& spec : find_specs(without_folder(tree.entries(), request.subdir)))
    if (const std::string path = git::below(request.subdir, spec);
        std::find(chosen.begin(), chosen.end(), path) == chosen.end())
      others.push_back(path);
  if (others.empty()) return;
  reporter.note(fmt::format("{} {} of {}; select another with --spec FILE: {}", join(chosen, ", "),
                            chosen.size() == 1 ? "is the nearest spec" : "are the nearest specs",
                            others.size() + chosen.size(), in_short(others)));
}

}  // namespace

std::vector<std::string> find_specs(const std::vector<git::TreeEntry>& tree) {
  std::vector<std::string> specs;
  for (const auto& entry : tree)
    if (may_be_file(entry) && entry.path.ends_with(".spec") && git::last_name(entry.path) != ".spec")
      specs.push_back(entry.path);
  std::sort(specs.begin(), specs.end(), [](const std::string& a, const std::string& b) {
    return std::forward_as_tuple(distance(a), a) < std::forward_as_tuple(distance(b), b);
  });
  return specs;
}

std::string spec_template_in(const std::vector<git::TreeEntry>& tree) {
  const auto found = std::ranges::find_if(tree, is_template, &git::TreeEntry::path);
  return found == tree.end() ? "" : found->path;
}

std::vector<std::string> matching_specs(const git::TreeFiles& tree, const Request& request) {
  if (!request.spec.empty()) return {named_spec(tree, request)};
  if (const auto rules = gear::find_rules(tree, request.recipe, request.subdir);
      rules && !rules->spec.empty())
    return {spec_of_rules(tree, request, *rules)};
  const auto packaged = without_folder(tree.entries(), request.subdir);
  if (packaged.empty() && !request.subdir.empty())
    throw Error(ExitCode::invalid, fmt::format("the tree has no folder {}", request.subdir))
        .hint("`subdir:` is a path from the root of the repository");
  const std::vector<std::string> specs = find_specs(packaged);
  if (specs.empty()) throw no_spec(tree, packaged, request);
  return nearest_of(specs, request.subdir);
}

std::string choose_spec(const git::TreeFiles& tree, const Request& request) {
  const std::vector<std::string> specs = matching_specs(tree, request);
  if (specs.size() == 1) return named_in_utf8(specs.front());
  for (const auto& spec : specs)
    if (git::last_name(spec) == request.name + ".spec") return named_in_utf8(spec);
  Error error(ExitCode::invalid, fmt::format("{} specs match", specs.size()));
  for (size_t i = 0; i < std::min(specs.size(), k_most_listed); ++i) std::move(error).note(specs[i]);
  if (specs.size() > k_most_listed)
    std::move(error).note(fmt::format("and {} more", specs.size() - k_most_listed));
  throw std::move(error).hint("select one with --spec FILE, or set `spec:` of the package in repos.yaml");
}

std::vector<Request> requests_per_spec(const git::Repository& repository, const Request& request,
                                       const SpecChoice& choice, Reporter& reporter) {
  const git::TreeFiles tree(
      repository, request.dirty ? repository.commit_of_work_tree() : repository.resolve(request.ref));
  std::vector<std::string> specs;
  const auto add = [&](const std::string& spec) {
    if (std::find(specs.begin(), specs.end(), spec) == specs.end()) specs.push_back(spec);
  };
  for (const auto& path : choice.paths) {
    Request named = request;
    named.spec = path;
    add(named_spec(tree, named));
  }
  for (const auto& name : choice.names) add(spec_called(tree, request, name));
  if (specs.empty()) specs = specs_of_folder(tree, request, choice, reporter);
  if (specs.empty()) {
    specs = matching_specs(tree, request);
    note_other_specs(tree, request, specs, reporter);
  }
  std::vector<Request> requests;
  for (const auto& spec : specs) {
    requests.push_back(request);
    requests.back().spec = spec;
    if (choice.own_folder) requests.back().subdir = git::folder_of(spec);
  }
  return requests;
}

}  // namespace rpmworks::srpm
