// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/source_errors.hpp"

#include <fmt/format.h>

#include "core/pattern.hpp"
#include "core/text.hpp"
#include "srpm/dirty.hpp"

namespace rpmworks::srpm {

namespace {

// The SHA-256 in a git-annex file name ("SHA256E-s12--0123….tar.gz"); "" for other names.
std::string sha256_of_annexed(const std::string& target) {
  static const Pattern key("SHA256E?-s[0-9]+--([0-9a-f]{64})");
  const std::string name = git::last_name(target);
  const auto match = key.find(name);
  return match ? (*match)[1] : "";
}

// What to do if the GEAR rules do not make a source.
std::string hint_of_rules(const gear::Sources& gear) {
  std::vector<std::string> names;
  for (const auto& [name, source] : gear.by_name) names.push_back(name);
  return fmt::format(
      "{} makes {}: add a rule such as `copy: FILE`, or ignore the rules: `gear: never`, --no-gear",
      gear.rules, names.empty() ? "nothing" : join(names, ", "));
}

// The likely reason why a source is missing; "" if unknown.
std::string guess_about(const SourceContext& what, const rpm::SpecSource& source) {
  if (source.value.find('%') != std::string::npos)
    return "this machine's rpm does not know a macro in it: set it in the target's `buildroot.macros`";
  if (const std::string path = untracked_file_of(what.repository, what.request, what.spec.path, source);
      !path.empty())
    return fmt::format("the work tree has {}, but git does not track it: run git add", path);
  const auto elsewhere = what.spec.tree.called(source.file);
  if (elsewhere.empty()) return {};
  if (what.gear) return fmt::format("the tree has {}, but no rule packages it", elsewhere.front());
  return fmt::format("the tree has {}, but it is not in a folder that is searched for sources",
                     elsewhere.front());
}

std::string missing_line(const SourceContext& what, const rpm::SpecSource& source) {
  const std::string guess = guess_about(what, source);
  return fmt::format("{}{}: {}: {}{}", what.spec.path, source.line > 0 ? fmt::format(":{}", source.line) : "",
                     tag_of(source), source.value, guess.empty() ? "" : " (" + guess + ")");
}

}  // namespace

std::string tag_of(const rpm::SpecSource& source) {
  return fmt::format("{}{}", source.kind == rpm::SpecSource::Kind::patch ? "Patch" : "Source", source.number);
}

bool is_url(const std::string& value) {
  return value.find("://") != std::string::npos;
}

SourcePosition place_of(const SourceContext& what, const rpm::SpecSource& source) {
  const auto lines = split(what.spec_text, '\n');
  const bool is_known = source.line > 0 && static_cast<size_t>(source.line) <= lines.size();
  return {.file = what.spec.path,
          .line = source.line,
          .text = is_known ? lines[static_cast<size_t>(source.line) - 1] : ""};
}

std::string yaml_for(const std::vector<rpm::SpecSource>& missing) {
  std::vector<std::string> entries;
  for (const auto& source : missing)
    if (source.value.find('%') == std::string::npos &&
        (source.value.starts_with("http://") || source.value.starts_with("https://")))
      entries.push_back(fmt::format("{}: {{ url: \"{}\", sha256: … }}", source.file, source.value));
  return entries.empty() ? "" : fmt::format("sources: {{ {} }}", join(entries, ", "));
}

Error missing_error(const SourceContext& what, const std::vector<rpm::SpecSource>& missing) {
  const rpm::SpecSource& first = missing.front();
  const bool one = missing.size() == 1;
  Error error(ExitCode::invalid,
              one ? fmt::format("{} {} is neither in the tree nor in repos.yaml", tag_of(first), first.file)
                  : fmt::format("{} sources are neither in the tree nor in repos.yaml", missing.size()));
  std::move(error).at(place_of(what, first));
  if (one && !guess_about(what, first).empty()) std::move(error).note(guess_about(what, first));
  if (!one)
    for (const auto& source : missing) std::move(error).note(missing_line(what, source));
  if (what.gear) return std::move(error).hint(hint_of_rules(*what.gear));
  const std::string them = one ? "it" : "them";
  const std::string yaml = yaml_for(missing);
  std::move(error).hint(
      yaml.empty()
          ? fmt::format(
                "commit {0} beside the spec, or give {0} under `sources:` of the package in repos.yaml", them)
          : fmt::format("commit {} beside the spec, or add the download to repos.yaml: {}", them, yaml));
  return error;
}

Error dangling_link(const SourceContext& what, const rpm::SpecSource& source, const std::string& path,
                    const std::string& target) {
  Error error(ExitCode::invalid, fmt::format("{} {} is a symbolic link to a file that is not in the tree",
                                             tag_of(source), source.file));
  std::move(error).at(place_of(what, source)).note(fmt::format("{} points to {}", path, target));
  if (target.find(".git/annex/") == std::string::npos) return std::move(error).hint("commit the file itself");
  const std::string sha256 = sha256_of_annexed(target);
  return std::move(error).hint(fmt::format(
      "git-annex does not store content in commits: add the download to repos.yaml: sources: {{ {}: {{ url: "
      "\"{}\", sha256: {} }} }}",
      source.file, is_url(source.value) ? source.value : "…", sha256.empty() ? "…" : sha256));
}

}  // namespace rpmworks::srpm
