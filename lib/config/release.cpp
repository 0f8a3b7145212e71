// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/release.hpp"

#include <fmt/format.h>

#include "config/values.hpp"

namespace rpmworks::config {

namespace {

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

Section read_section(const Fields& fields, const std::string& path, References& references) {
  Section section{.path = path, .from = kind_of(fields)};
  if (section.from != Section::From::srpms) fields.refuse("of", "is for `from: srpms`");
  if (section.from == Section::From::upstream) {
    read_upstream_section(fields, section, references);
    return section;
  }
  fields.refuse("upstream", "is for `from: upstream`");
  fields.refuse("select", "is for `from: upstream`");
  if (const auto of = fields.text("of")) {
    references.add(References::To::builds_section, *of);
    section.of = **of;
  }
  read_signer(fields, section, references);
  return section;
}

// A section's metadata describes all that is below its folder, so one within another would be described
// twice.
void require_apart(const Located<std::string>& path, const std::string& normal,
                   const std::vector<Section>& others) {
  for (const auto& other : others) {
    if (other.path == normal)
      throw Error(ExitCode::invalid, fmt::format("the section {} is there twice", shown(normal)))
          .at(path.where);
    const bool nested = normal.starts_with(other.path + "/") || other.path.starts_with(normal + "/");
    if (!nested) continue;
    const bool inner = normal.size() > other.path.size();
    throw Error(ExitCode::invalid,
                fmt::format("the section {} lies within the section {}", shown(inner ? normal : other.path),
                            shown(inner ? other.path : normal)))
        .at(path.where)
        .hint("give each a folder of its own: the metadata of one would list the packages of the other");
  }
}

}  // namespace

void read_release(const Document& document, const Fields& top, const fs::path& base, Config& config,
                  References& references) {
  const auto fields = top.fields("release", "'release'", {"base", "sections", "baseurl"});
  if (!fields) return;
  for (const auto& upstream : fields->list("base")) {
    references.add(References::To::upstream, upstream);
    config.base.push_back(*upstream);
  }
  if (const auto url = fields->text("baseurl"))
    config.baseurl = require_url(*url, base, fields->named("baseurl"));
  fields->each("sections", [&](const Located<std::string>& path, const Node& node, Mark where) {
    const std::string normal = require_section_path(path, "the path of a section");
    require_apart(path, normal, config.sections);
    const Fields entries(document, node, where, fmt::format("section '{}'", normal),
                         {"from", "of", "upstream", "select", "sign"});
    config.sections.push_back(read_section(entries, normal, references));
    config.sections.back().where = path.where;
  });
  if (config.sections.empty())
    throw fields->missing("sections")
        .hint("give at least one: sections: { packages: { from: builds, sign: KEY } }");
}

}  // namespace rpmworks::config
