// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/release.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "config/values.hpp"
#include "core/text.hpp"

namespace rpmworks::config {

namespace {

constexpr const char* k_basearch = "$basearch";

Section::From kind_of(const Fields& fields) {
  if (!fields.has("from"))
    throw fields.missing("from").hint("say what goes into it: from: builds, srpms or upstream");
  const std::string from = fields.one_of("from", {"builds", "srpms", "upstream"}, "");
  if (from == "builds") return Section::From::builds;
  return from == "srpms" ? Section::From::srpms : Section::From::upstream;
}

void read_signer(const Fields& fields, Section& section, References& references) {
  const auto key = fields.required_text("sign", "name the key that signs its packages and its metadata");
  references.add(References::To::key, key);
  section.sign = *key;
}

void read_upstream_section(const Fields& fields, Section& section, References& references) {
  fields.refuse("sign", "is not for `from: upstream`: a vendor's signature is never altered");
  const auto upstream = fields.required_text("upstream", "name the upstream its packages come from");
  references.add(References::To::upstream, upstream);
  section.upstream = *upstream;
  section.select = fields.one_of("select", {"closure"}, "closure");
}

// Source packages have no architecture, and clients would put their own for the variable.
void require_no_basearch(const Fields& fields, const std::string& path) {
  auto parts = split(path, '/');
  const auto variable = std::ranges::find(parts, k_basearch);
  if (variable == parts.end()) return;
  *variable = "source";
  throw Error(ExitCode::invalid,
              fmt::format("the section {} is `from: srpms`, which have no architecture", shown(path)))
      .at(fields.where())
      .hint(fmt::format("write it without $basearch: {}", join(parts, "/")));
}

Section read_section(const Fields& fields, const std::string& path, References& references) {
  Section section{.path = path, .from = kind_of(fields)};
  if (section.from != Section::From::srpms) fields.refuse("of", "is for `from: srpms`");
  if (const auto target = fields.text("target")) {
    references.add(References::To::target, *target);
    section.target = **target;
  }
  if (section.from == Section::From::upstream) {
    read_upstream_section(fields, section, references);
    return section;
  }
  if (section.from == Section::From::srpms) require_no_basearch(fields, path);
  fields.refuse("upstream", "is for `from: upstream`");
  fields.refuse("select", "is for `from: upstream`");
  if (const auto of = fields.text("of")) {
    references.add(References::To::builds_section, *of);
    section.of = **of;
  }
  read_signer(fields, section, references);
  return section;
}

// What `$basearch` may become (dnf/rpm/__init__.py, _BASEARCH_MAP).
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

// A section's metadata describes all that is below its folder, so one within another would be described
// twice.
void require_apart(const Located<std::string>& path, const std::string& normal, const Section& other) {
  const auto parts = split(normal, '/');
  const auto others = split(other.path, '/');
  const size_t common = std::min(parts.size(), others.size());
  for (size_t i = 0; i < common; ++i)
    if (!can_be_same(parts[i], others[i])) return;
  if (normal == other.path)
    throw Error(ExitCode::invalid, fmt::format("the section {} is there twice", shown(normal)))
        .at(path.where);
  if (parts.size() == others.size())
    throw Error(ExitCode::invalid, fmt::format("the section {} can be the same folder as the section {}",
                                               shown(normal), shown(other.path)))
        .at(path.where)
        .hint("$basearch becomes the name of an architecture: give each a folder of its own");
  const bool inner = parts.size() > others.size();
  throw Error(ExitCode::invalid,
              fmt::format("the section {} lies within the section {}", shown(inner ? normal : other.path),
                          shown(inner ? other.path : normal)))
      .at(path.where)
      .hint("give each a folder of its own: the metadata of one would list the packages of the other");
}

// Of two repositories of one id, dnf and yum take the last.
void require_own_id(const Located<std::string>& path, const std::string& normal, const Section& other,
                    const std::string& product) {
  const std::string id = repository_id(product, normal);
  if (id != repository_id(product, other.path)) return;
  throw Error(ExitCode::invalid, fmt::format("the sections {} and {} would both be [{}] in {}.repo",
                                             shown(other.path), shown(normal), id, product))
      .at(path.where)
      .hint("rename one: the id is made of the path, without $basearch and with '-' for '/'");
}

// [main] is where dnf and yum have their own options.
void require_own_name(const Located<std::string>& path, const std::string& normal,
                      const std::string& product) {
  if (repository_id(product, normal) != "main") return;
  throw Error(ExitCode::invalid,
              fmt::format("the section {} would be [main] in {}.repo, which clients take for "
                          "their own options",
                          shown(normal), product))
      .at(path.where)
      .hint("give the section a folder beside $basearch: packages/$basearch");
}

}  // namespace

void read_release(const Document& document, const Fields& top, Config& config, References& references) {
  const auto fields = top.fields("release", "'release'", {"base", "sections", "baseurl"});
  if (!fields) return;
  for (const auto& upstream : fields->list("base")) {
    references.add(References::To::upstream, upstream);
    config.base.push_back(*upstream);
  }
  if (const auto url = fields->text("baseurl"))
    config.baseurl = require_client_url(*url, fields->named("baseurl"));
  fields->each("sections", [&](const Located<std::string>& path, const Node& node, Mark where) {
    const std::string normal = require_section_path(path, "the path of a section");
    for (const auto& other : config.sections) {
      require_apart(path, normal, other);
      require_own_id(path, normal, other, config.product);
    }
    const Fields entries(document, node, where, fmt::format("section '{}'", normal),
                         {"from", "of", "upstream", "select", "sign", "target"});
    require_own_name(path, normal, config.product);
    config.sections.push_back(read_section(entries, normal, references));
    config.sections.back().where = path.where;
  });
  if (config.sections.empty())
    throw fields->missing("sections")
        .hint(
            "give at least one: sections: { packages: { from: builds, sign: KEY }, sources: { from: srpms, "
            "sign: KEY } }");
}

}  // namespace rpmworks::config
