// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/package.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/bootstrap.hpp"
#include "config/limits.hpp"
#include "config/tag_pattern.hpp"
#include "config/values.hpp"
#include "core/pattern.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::config {

namespace {

using std::string;

// Keys for a git tree, which have no meaning for an existing source package.
const std::vector<string> k_of_git = {"ref",         "spec",      "subdir",  "sources",    "version",
                                      "tag-pattern", "snapshot",  "release", "changelog",  "upstream",
                                      "gear",        "lookaside", "lfs",     "submodules", "verify"};

string require_ref(const Located<string>& text, const string& what) {
  const bool good =
      !text->empty() && text->front() != '-' &&
      std::none_of(text->begin(), text->end(), [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
  if (good) return *text;
  throw Error(ExitCode::invalid, fmt::format("{} is {}", what, shown(*text)))
      .at(text.where)
      .hint("write a branch, a tag or a commit");
}

string require_lookaside(const Located<string>& text, const fs::path& base, const string& what) {
  static const std::vector<string> k_words = {"name", "file", "algorithm", "digest"};
  const auto refuse = [&](const string& why) {
    return Error(ExitCode::invalid, fmt::format("{} {}", what, why))
        .at(text.where)
        .hint("write a URL that contains {name}, {file}, {algorithm} and {digest}, or none of them");
  };
  bool tells_apart = text->find('{') == string::npos;
  for (size_t at = 0; (at = text->find('{', at)) != string::npos; ++at) {
    const size_t end = text->find('}', at);
    if (end == string::npos) throw refuse("has an unclosed '{'");
    const string word = text->substr(at + 1, end - at - 1);
    if (std::find(k_words.begin(), k_words.end(), word) == k_words.end())
      throw refuse(fmt::format("contains {}", shown("{" + word + "}")));
    tells_apart = tells_apart || word == "file" || word == "digest";
  }
  if (!tells_apart) throw refuse("is the same for every file");
  return require_url(text, base, what);
}

string require_subject_pattern(const Located<string>& text) {
  try {
    (void)Pattern(*text);
    return *text;
  } catch (const PatternError& error) {
    throw Error(ExitCode::invalid,
                fmt::format("{} is not a valid regular expression: {}", shown(*text), error.what()))
        .at(text.where)
        .hint("write a regular expression in Perl syntax for the subjects to skip: '^Merge '");
  }
}

Recipe::Changelog changelog_of(const Fields& fields, const string& name) {
  const string from = fields.one_of(name, {"spec", "commit", "commits"}, "spec");
  return from == "commit"    ? Recipe::Changelog::commit
         : from == "commits" ? Recipe::Changelog::commits
                             : Recipe::Changelog::spec;
}

void read_changelog(const Fields& fields, Recipe& recipe) {
  if (!fields.is_mapping("changelog")) {
    recipe.changelog = changelog_of(fields, "changelog");
    return;
  }
  const auto inner = fields.fields("changelog", fields.named("changelog"), {"from", "skip"});
  if (!inner->has("from")) throw inner->missing("from").hint("write from: spec, commit or commits");
  recipe.changelog = changelog_of(*inner, "from");
  if (recipe.changelog != Recipe::Changelog::commits)
    inner->refuse("skip", "is only valid with `from: commits`");
  for (const auto& pattern : inner->list("skip"))
    recipe.changelog_skip.push_back(require_subject_pattern(pattern));
}

// Checks a value with a rule that the command line also uses.
string checked(const Located<string>& text, const string& what,
               void (*require)(const string&, const string&)) {
  try {
    require(*text, what);
  } catch (Error& error) {
    throw std::move(error).at(text.where);
  }
  return *text;
}

Recipe::Rules read_gear(const Fields& fields) {
  const string gear = fields.one_of("gear", {"auto", "always", "never"}, "auto");
  return gear == "always"  ? Recipe::Rules::always
         : gear == "never" ? Recipe::Rules::never
                           : Recipe::Rules::automatic;
}

Recipe read_recipe(const Fields& fields, const fs::path& base) {
  Recipe recipe;
  if (fields.one_of("version", {"spec", "tag"}, "spec") == "tag") recipe.version = Recipe::VersionFrom::tag;
  if (const auto text = fields.text("tag-pattern"))
    recipe.tag_pattern = checked(*text, fields.named("tag-pattern"), require_tag_pattern);
  recipe.snapshot = fields.flag("snapshot");
  if (const auto text = fields.text("release"))
    recipe.release = checked(*text, fields.named("release"), require_release);
  read_changelog(fields, recipe);
  if (const auto text = fields.text("upstream"))
    recipe.upstream = require_ref(*text, fields.named("upstream"));
  recipe.gear = read_gear(fields);
  if (const auto text = fields.text("lookaside"))
    recipe.lookaside = require_lookaside(*text, base, fields.named("lookaside"));
  if (const auto text = fields.text("lfs")) recipe.lfs = require_url(*text, base, fields.named("lfs"));
  recipe.submodules = fields.one_of("submodules", {"true", "false"}, "true") == "true";
  return recipe;
}

void read_sources(const Fields& fields, const fs::path& base, PackageSource& package) {
  const auto sources = fields.entries("sources");
  for (const auto& name : sources.names()) {
    const string file = require_file_name(name, fmt::format("a name in {}", fields.named("sources")));
    if (!sources.is_mapping(*name)) {
      package.generated_sources.emplace(file, *sources.required_text(*name));
      continue;
    }
    const auto remote = sources.fields(*name, sources.named(*name), {"url", "sha256"});
    RemoteSource source{.url = require_url(remote->required_text("url"), base, remote->named("url"))};
    if (!remote->has("sha256"))
      throw remote->missing("sha256").hint(
          "the content of a download must be known in advance; sha256sum prints it");
    const auto digest = *remote->text("sha256");
    source.sha256 = require_sha256(digest, remote->named("sha256"));
    source.where = digest.where;
    package.remote_sources.emplace(file, std::move(source));
  }
}

void read_git(const Fields& fields, const fs::path& base, PackageSource& package, References& references) {
  fields.refuse("sha256", "is only valid with `srpm`: a commit is identified by its id");
  package.git = require_git_url(fields.required_text("git"), base, fields.named("git"));
  if (const auto ref = fields.text("ref")) package.ref = require_ref(*ref, fields.named("ref"));
  if (const auto spec = fields.text("spec")) package.spec = require_inner_path(*spec, fields.named("spec"));
  if (const auto subdir = fields.text("subdir"))
    package.subdir = require_inner_path(*subdir, fields.named("subdir"));
  if (package.subdir == ".") package.subdir.clear();
  read_sources(fields, base, package);
  package.recipe = read_recipe(fields, base);
  const string verify = fields.one_of("verify", {"tag", "commit"}, "");
  package.verify = verify == "tag"      ? PackageSource::Verify::tag
                   : verify == "commit" ? PackageSource::Verify::commit
                                        : PackageSource::Verify::nothing;
  if (verify == "tag" && package.ref.empty())
    throw fields.missing("ref").hint("`verify: tag` needs a tag: ref: v1.0");
  package.trust = fields.list("trust");
  references.add(References::To::trusted_key, package.trust);
  if (verify.empty())
    fields.refuse("trust", "is only valid with `verify`, which selects what must be signed");
  if (!verify.empty() && package.trust.empty())
    throw fields.missing("trust").hint("list the keys that may sign it: trust: [KEY]");
}

void read_srpm(const Fields& fields, const fs::path& base, PackageSource& package) {
  for (const auto& of_git : k_of_git)
    fields.refuse(of_git, "is only valid with `git`: a source package is used as it is");
  fields.refuse("trust", "is only valid with `verify`: a source package is identified by its sha256");
  const auto text = fields.required_text("srpm");
  const string what = fields.named("srpm");
  package.srpm = text->find("://") == string::npos ? require_path(text, base, what).string()
                                                   : require_url(text, base, what);
  if (!rpm::is_source_file_name(package.srpm))
    throw Error(ExitCode::invalid, fmt::format("{} is {}, not a source package", what, shown(*text)))
        .at(text.where)
        .hint("its name must end in .src.rpm or .nosrc.rpm");
  if (const auto digest = fields.text("sha256"))
    package.sha256 = require_sha256(*digest, fields.named("sha256"));
  else if (is_remote(package.srpm))
    throw fields.missing("sha256").hint(
        "the content of a download must be known in advance; sha256sum prints it");
}

}  // namespace

void require_tag_pattern(const string& text, const string& what) {
  parse_tag_pattern(text, what);
}

void require_release(const string& text, const string& what) {
  if (!text.empty() && text.find_first_of(" \t\n-") == string::npos) return;
  throw Error(ExitCode::invalid, fmt::format("{} is {}", what, shown(text)))
      .hint("a Release must not contain '-' or blanks: 1%{?dist}");
}

const std::vector<string>& package_keys() {
  static const std::vector<string> keys = [] {
    std::vector<string> all = {"git",       "srpm",   "sha256",  "trust", "section", "targets",
                               "bootstrap", "limits", "network", "check", "ccache",  "tmpfs"};
    all.insert(all.begin() + 1, k_of_git.begin(), k_of_git.end());
    return all;
  }();
  return keys;
}

PackageSource read_package(const Fields& fields, const Located<string>& name, const fs::path& base,
                           References& references) {
  PackageSource package{.name = *name, .where = name.where};
  if (fields.has("git") && fields.has("srpm")) fields.refuse("srpm", "cannot be combined with git");
  if (fields.has("git"))
    read_git(fields, base, package, references);
  else if (fields.has("srpm"))
    read_srpm(fields, base, package);
  else
    throw fields.missing("git").hint("set its origin: git: URL, or srpm: FILE");
  for (const auto& section : fields.text_or_list("section")) {
    if (package.section.empty())
      package.section = *section;
    else
      package.more_sections.push_back(*section);
    references.add(References::To::builds_section, section);
  }
  const auto targets = fields.list("targets");
  references.add(References::To::target, targets);
  for (const auto& target : targets) package.targets.push_back(*target);
  package.bootstrap = read_bootstrap(fields);
  package.building = {.limits = read_limits(fields),
                      .network = fields.flag("network"),
                      .check = fields.one_of("check", {"true", "false"}, "true") == "true",
                      .ccache = fields.choice("ccache"),
                      .tmpfs = fields.choice("tmpfs")};
  return package;
}

const std::vector<string>& superproject_keys() {
  static const std::vector<string> keys = {"git", "ref", "under", "only", "except", "url-base", "gear"};
  return keys;
}

namespace {

Located<string> require_pattern(Located<string> pattern) {
  while (pattern->size() > 1 && pattern->ends_with('/')) pattern.value.pop_back();
  const string& text = *pattern;
  const bool leads_out = text.starts_with('/') || text == ".." || text.starts_with("../") ||
                         text.ends_with("/..") || text.find("/../") != string::npos;
  if (!text.empty() && !text.starts_with('!') && !leads_out) return pattern;
  throw Error(ExitCode::invalid, fmt::format("{} is not a valid pattern for submodules", shown(text)))
      .at(pattern.where)
      .hint("write a name or a path; * ? [a-z] and ** are wildcards: \"*-test\", openstack/nova");
}

}  // namespace

Superproject read_superproject(const Fields& fields, const fs::path& base) {
  Superproject project{.where = fields.where()};
  project.git = require_git_url(fields.required_text("git"), base, fields.named("git"));
  if (const auto ref = fields.text("ref")) project.ref = require_ref(*ref, fields.named("ref"));
  if (const auto under = fields.text("under"))
    project.under = require_inner_path(*under, fields.named("under"));
  if (const auto url = fields.text("url-base"))
    project.url_base = require_git_url(*url, base, fields.named("url-base"));
  project.gear = read_gear(fields);
  for (const auto& pattern : fields.list("only")) project.only.push_back(require_pattern(pattern));
  for (const auto& pattern : fields.list("except")) project.except.push_back(require_pattern(pattern));
  return project;
}

}  // namespace rpmworks::config
