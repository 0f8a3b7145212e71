// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/release.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "config/gates.hpp"
#include "config/publishing.hpp"
#include "config/release_base.hpp"
#include "config/section_metadata.hpp"
#include "config/selection.hpp"
#include "config/values.hpp"
#include "core/text.hpp"

namespace rpmworks::config {

namespace {

constexpr const char* k_basearch = "$basearch";

Section::From kind_of(const Fields& fields) {
  if (!fields.has("from"))
    throw fields.missing("from").hint("set its content: from: builds, srpms or upstream");
  const std::string from = fields.one_of("from", {"builds", "srpms", "upstream"}, "");
  if (from == "builds") return Section::From::builds;
  return from == "srpms" ? Section::From::srpms : Section::From::upstream;
}

void read_signer(const Fields& fields, Section& section, References& references) {
  const auto keys = fields.text_or_list("sign");
  if (keys.empty()) throw fields.missing("sign").hint("set the key that signs its packages and its metadata");
  references.add(References::To::key, keys);
  section.sign = *keys.front();
  for (size_t i = 1; i < keys.size(); ++i) section.also_sign.push_back(*keys[i]);
}

void read_upstream_section(const Fields& fields, Section& section, PackageSets& sets,
                           References& references) {
  fields.refuse("sign", "cannot be combined with `from: upstream`: a vendor's signature is never changed");
  const auto upstream = fields.required_text("upstream", "set the upstream that its packages come from");
  references.add(References::To::upstream, upstream);
  section.upstream = *upstream;
  section.selection = read_selection(fields, sets);
}

// Source packages have no architecture, and clients would insert their own for the variable.
void require_no_basearch(const Fields& fields, const std::string& path) {
  auto parts = split(path, '/');
  const auto variable = std::ranges::find(parts, k_basearch);
  if (variable == parts.end()) return;
  *variable = "source";
  throw Error(
      ExitCode::invalid,
      fmt::format("the section {} is `from: srpms`, but source packages have no architecture", shown(path)))
      .at(fields.where())
      .hint(fmt::format("write it without $basearch: {}", join(parts, "/")));
}

// Packages of one target cannot be distinguished from those of another, except by their architecture.
void require_one_target(const Fields& fields, const Section& section) {
  const auto refuse = [&](const std::string& why, const std::string& hint) {
    throw Error(ExitCode::invalid, fmt::format("{} has several targets, but {}", fields.named("target"), why))
        .at(fields.where("target"))
        .hint(hint);
  };
  const auto parts = split(section.path, '/');
  if (section.from == Section::From::upstream)
    refuse("packages of an upstream are selected for one target", "write one section for each target");
  if (section.from == Section::From::srpms)
    refuse("source packages have no architecture",
           "write `of: SECTION` instead: it is then for the targets of that section");
  if (std::ranges::count(parts, k_basearch) == 0)
    refuse("its path does not split them by architecture",
           fmt::format("write {}/$basearch, or one section for each target", section.path));
}

void read_targets(const Fields& fields, Section& section, References& references) {
  const auto targets = fields.text_or_list("target");
  references.add(References::To::section_target, targets);
  for (const auto& target : targets)
    if (section.target.empty())
      section.target = *target;
    else
      section.more_targets.push_back(*target);
  if (!section.more_targets.empty()) require_one_target(fields, section);
}

Section read_section(const Fields& fields, const std::string& path, PackageSets& sets,
                     References& references) {
  Section section{.path = path, .from = kind_of(fields)};
  if (section.from != Section::From::srpms) fields.refuse("of", "is only valid with `from: srpms`");
  read_targets(fields, section, references);
  if (section.from == Section::From::upstream) {
    read_upstream_section(fields, section, sets, references);
    return section;
  }
  if (section.from == Section::From::srpms) require_no_basearch(fields, path);
  fields.refuse("upstream", "is only valid with `from: upstream`");
  for (const auto& key : selection_keys()) fields.refuse(key, "is only valid with `from: upstream`");
  if (const auto of = fields.text("of")) {
    references.add(References::To::builds_section, *of);
    section.of = **of;
  }
  read_signer(fields, section, references);
  return section;
}

// Possible values of `$basearch` (dnf/rpm/__init__.py, _BASEARCH_MAP).
bool is_basearch(const std::string& part) {
  static const std::set<std::string> k_names = {
      "aarch64",  "alpha",  "arm",      "armhfp", "i386",  "ia64",    "loongarch64", "mips",
      "mipsel",   "mips64", "mips64el", "ppc",    "ppc64", "ppc64le", "riscv32",     "riscv64",
      "riscv128", "s390",   "s390x",    "sh3",    "sh4",   "sparc",   "x86_64"};
  return k_names.contains(part);
}

bool can_be_same(const std::string& part, const std::string& other) {
  return part == other || (part == k_basearch && is_basearch(other)) ||
         (other == k_basearch && is_basearch(part));
}

// A section's metadata lists everything below its folder, so packages of a nested section would be listed
// twice.
void require_apart(const Located<std::string>& path, const std::string& normal, const Section& other) {
  const auto parts = split(normal, '/');
  const auto others = split(other.path, '/');
  const size_t common = std::min(parts.size(), others.size());
  for (size_t i = 0; i < common; ++i)
    if (!can_be_same(parts[i], others[i])) return;
  if (normal == other.path)
    throw Error(ExitCode::invalid, fmt::format("duplicate section {}", shown(normal))).at(path.where);
  if (parts.size() == others.size())
    throw Error(ExitCode::invalid, fmt::format("the section {} can be the same folder as the section {}",
                                               shown(normal), shown(other.path)))
        .at(path.where)
        .hint("$basearch becomes the name of an architecture: use a separate folder for each");
  const bool inner = parts.size() > others.size();
  throw Error(ExitCode::invalid,
              fmt::format("the section {} is inside the section {}", shown(inner ? normal : other.path),
                          shown(inner ? other.path : normal)))
      .at(path.where)
      .hint("use a separate folder for each: the metadata of one would list the packages of the other");
}

// If two repositories have the same id, dnf and yum use the last one.
void require_own_id(const Located<std::string>& path, const std::string& normal, const Section& other,
                    const std::string& product) {
  const std::string id = repository_id(product, normal);
  if (id != repository_id(product, other.path)) return;
  throw Error(ExitCode::invalid, fmt::format("the sections {} and {} would both be [{}] in {}.repo",
                                             shown(other.path), shown(normal), id, product))
      .at(path.where)
      .hint("rename one: the id is the path without $basearch and with '-' for '/'");
}

// dnf and yum reserve [main] for their own options.
void require_own_name(const Located<std::string>& path, const std::string& normal,
                      const std::string& product) {
  if (repository_id(product, normal) != "main") return;
  throw Error(ExitCode::invalid,
              fmt::format("the section {} would be [main] in {}.repo, which clients read as "
                          "their own options",
                          shown(normal), product))
      .at(path.where)
      .hint("add a folder besides $basearch: packages/$basearch");
}

// The only target that the section can be for; empty if that depends on the command line.
std::string only_target(const Section& section, const Config& config) {
  if (!section.target.empty()) return section.target;
  if (config.release_targets.size() == 1) return *config.release_targets.front();
  const auto names = config.release_targets.empty() ? config.target_names() : std::vector<std::string>();
  return names.size() == 1 ? names.front() : "";
}

// A closure or a whole upstream in two sections would have the same packages in both.
void require_own_upstream(const Section& section, const Section& other, const Config& config) {
  if (section.upstream.empty() || section.upstream != other.upstream) return;
  const auto selects_by_list = [](const Section& of) { return of.selection.take == Selection::Take::list; };
  if (selects_by_list(section) && selects_by_list(other)) return;
  const std::string target = only_target(section, config);
  const std::string others = only_target(other, config);
  if (!target.empty() && !others.empty() && target != others) return;
  throw Error(ExitCode::invalid, fmt::format("the sections {} and {} both select packages of the upstream {}",
                                             shown(other.path), shown(section.path), shown(section.upstream)))
      .at(section.where)
      .hint(target.empty() || others.empty() ? "set the `target` of each"
                                             : "use `select: list` in both, or one section for both");
}

std::vector<std::string> section_keys() {
  std::vector<std::string> keys = {"from", "of", "upstream", "sign", "target"};
  keys.insert(keys.begin() + 3, selection_keys().begin(), selection_keys().end());
  keys.insert(keys.end(), section_metadata_keys().begin(), section_metadata_keys().end());
  return keys;
}

}  // namespace

void read_release(const Document& document, const Fields& top, const fs::path& base, Config& config,
                  References& references) {
  std::vector<std::string> known = {"targets",  "base",      "assume-provides", "sets",
                                    "sections", "next-keys", "gates",           "waivers"};
  known.insert(known.end(), publishing_keys().begin(), publishing_keys().end());
  const auto fields = top.fields("release", "'release'", std::move(known));
  if (!fields) return;
  config.release_targets = fields->list("targets");
  references.add(References::To::released_target, config.release_targets);
  config.base = read_base(*fields, base, references);
  config.assume_provides = read_assumed_provides(*fields);
  config.allowed_licenses = read_allowed_licenses(*fields);
  config.waivers = read_waivers(*fields);
  config.next_keys = fields->text_or_list("next-keys");
  references.add(References::To::key, config.next_keys);
  PackageSets sets(*fields);
  read_publishing(*fields, config);
  fields->each("sections", [&](const Located<std::string>& path, const Node& node, Mark where) {
    const std::string normal = require_section_path(path, "the path of a section");
    for (const auto& other : config.sections) {
      require_apart(path, normal, other);
      require_own_id(path, normal, other, config.product);
    }
    const Fields entries(document, node, where, fmt::format("section '{}'", normal), section_keys());
    require_own_name(path, normal, config.product);
    Section section = read_section(entries, normal, sets, references);
    section.where = path.where;
    section.metadata = read_section_metadata(entries, section.from, base);
    for (const auto& other : config.sections) require_own_upstream(section, other, config);
    config.sections.push_back(std::move(section));
  });
  config.unused_sets = sets.unused();
  if (config.sections.empty())
    throw fields->missing("sections")
        .hint(
            "define at least one: sections: { packages: { from: builds, sign: KEY }, sources: { from: srpms, "
            "sign: KEY } }");
}

}  // namespace rpmworks::config
