// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/lock_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "compose/plan.hpp"
#include "core/digest.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"
#include "layout/vendor_keys.hpp"
#include "rpm/database.hpp"

namespace rpmworks::locking {

namespace {

using config::BaseSource;
using config::Section;

void add_texts(Digest& digest, const std::vector<config::Located<std::string>>& texts) {
  digest.field(std::to_string(texts.size()));
  for (const auto& text : texts) digest.field(*text);
}

// A lock may be for some of the targets, unlike a release.
bool is_section_for_any(const Section& section, const layout::Targets& targets) {
  return section.target.empty() ||
         std::ranges::any_of(targets.all(), [&](const auto* target) { return section.is_for(target->name); });
}

// The rules for the metadata of an upstream.
void add_upstream(Digest& digest, const std::string& name, const config::Config& config) {
  const config::Upstream& upstream = config.upstreams.at(name);
  digest.field(name).field(locked_url(upstream, config));
  digest.field(upstream.signed_repomd ? "signed" : "").field(upstream.sha1 ? "sha1" : "");
}

void add_base(Digest& digest, const BaseSource& base, const config::Config& config) {
  digest.field("base").field(std::to_string(static_cast<int>(base.kind)));
  if (base.kind == BaseSource::Kind::upstream) add_upstream(digest, base.upstream, config);
  // The bytes of a database may change although its packages do not: then the selection is only made again.
  if (base.kind == BaseSource::Kind::manifest) {
    if (!fs::is_regular_file(base.path))
      throw Error(ExitCode::invalid, fmt::format("there is no file {}", base.path.string()))
          .at(base.where)
          .hint("name the manifest.json of a release, or a package manifest of libpkgmanifest");
    digest.field(digest_of_file(base.path));
  }
  if (base.kind == BaseSource::Kind::rpmdb || base.kind == BaseSource::Kind::root) {
    const fs::path database = rpm::DatabaseFolder(base.path).main_file();
    digest.field(digest_of_file(database));
    // Changes that SQLite has not moved into the file yet.
    const fs::path log = database.string() + "-wal";
    if (fs::exists(log) && fs::file_size(log) > 0) digest.field(digest_of_file(log));
  }
}

void add_section(Digest& digest, const Section& section, const config::Config& config) {
  digest.field("section").field(section.path);
  add_upstream(digest, section.upstream, config);
  const config::Selection& rules = section.selection;
  digest.field(std::to_string(static_cast<int>(rules.take)));
  for (const auto* list : {&rules.packages, &rules.exclude, &rules.prefer}) add_texts(digest, *list);
  digest.field(std::to_string(rules.pin.size()));
  for (const auto& [name, evr] : rules.pin) digest.field(name).field(*evr);
  digest.field(rules.weak ? "weak" : "");
  for (const auto& name : layout::trusted_keys(section, config))
    digest.field(name).field(layout::vendor_key(name, config).fingerprint);
}

}  // namespace

std::vector<const Section*> upstream_sections(const config::Config& config, const layout::Targets& targets) {
  std::vector<const Section*> sections;
  for (const auto& section : config.sections)
    if (section.from == Section::From::upstream && is_section_for_any(section, targets)) {
      layout::targets_of(section, config, targets);  // throws if it does not say which
      sections.push_back(&section);
    }
  return sections;
}

bool holds(const Section& section, const config::Target& target, const config::Config& config,
           const layout::Targets& targets) {
  const auto all = layout::targets_of(section, config, targets);
  return std::ranges::find(all, &target) != all.end();
}

std::vector<const BaseSource*> base_of(const config::Config& config, const config::Target& target) {
  std::vector<const BaseSource*> sources;
  for (const auto& base : config.base)
    if (base.target.empty() || base.target == target.name) sources.push_back(&base);
  return sources;
}

std::vector<std::string> upstreams_of(const config::Config& config, const layout::Targets& targets) {
  std::set<std::string> names;
  for (const auto* section : upstream_sections(config, targets)) names.insert(section->upstream);
  for (const auto* target : targets.all())
    for (const auto* base : base_of(config, *target))
      if (base->kind == BaseSource::Kind::upstream) names.insert(base->upstream);
  return {names.begin(), names.end()};
}

std::string locked_url(const config::Upstream& upstream, const config::Config& config) {
  // The folder of the base repository differs between machines.
  if (upstream.name == config::Hostbase::k_name) return upstream.name;
  const std::string& url = upstream.baseurl.empty() ? upstream.mirrorlist : upstream.baseurl;
  if (upstream.is_relative) return compose::shown_url(url, config);
  // An absolute path is the same wherever repos.yaml is.
  constexpr std::string_view file = "file://";
  return redacted(without_credentials(url.starts_with(file) ? url.substr(file.size()) : url));
}

bool is_placed(const lockfile::LockedPackage& package, const config::Config& config) {
  return std::ranges::any_of(config.sections, [&](const Section& section) {
    return section.path == package.section && section.from == Section::From::upstream &&
           section.upstream == package.upstream;
  });
}

std::map<std::string, std::string> lock_inputs(const config::Config& config, const layout::Targets& targets,
                                               const DemandsByTarget& demands) {
  std::map<std::string, std::string> inputs;
  for (const auto* target : targets.all()) {
    Digest digest;
    digest.field("selection 2");  // change this whenever the same inputs would give another selection
    digest.field("target").field(target->name).field(target->arch);
    for (const auto* base : base_of(config, *target)) add_base(digest, *base, config);
    add_texts(digest, config.assume_provides);
    for (const auto& one : target->modules) digest.field("module").field(one.module).field(one.stream);
    for (const auto* section : upstream_sections(config, targets))
      if (holds(*section, *target, config, targets)) add_section(digest, *section, config);
    demands.at(target->name).feed(digest);
    inputs[target->name] = digest.hex();
  }
  return inputs;
}

}  // namespace rpmworks::locking
