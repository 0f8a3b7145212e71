// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/compose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "clients/profile.hpp"
#include "compose/build_roots.hpp"
#include "compose/commit_advisories.hpp"
#include "compose/delta.hpp"
#include "compose/differences.hpp"
#include "compose/extras.hpp"
#include "compose/known_release.hpp"
#include "compose/name_conflict.hpp"
#include "compose/plan.hpp"
#include "compose/preflight.hpp"
#include "compose/stage.hpp"
#include "compose/staging.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/json_value.hpp"
#include "core/listing.hpp"
#include "core/pool.hpp"
#include "core/side_task.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"
#include "gates/gates.hpp"
#include "gates/pass_gates.hpp"
#include "layout/keys.hpp"
#include "layout/repo_file.hpp"
#include "releases/earlier_release.hpp"
#include "releases/release_facts.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"
#include "releases/releases_page.hpp"
#include "upgrades/earlier.hpp"
#include "upgrades/upgrade_guide.hpp"

namespace rpmworks::compose {

namespace {

// Change this whenever the same inputs would give a different release.
constexpr const char* k_layout = "release 9";

// Feeds all that a release depends on, except the keys.
void feed_inputs(Digest& digest, const Inputs& inputs, const config::Config& config,
                 const layout::Targets& targets) {
  digest.field(k_layout).field(tool_name()).field(inputs.release).field(config.sha256).field(config.product);
  digest.field(config.baseurl);
  for (const auto* target : targets.all())
    digest.field("target").field(target->name).field(target->arch).field(clients::name_of(target->client));
  for (const auto& section : config.sections)
    digest.field(section.path)
        .field(std::to_string(static_cast<int>(section.from)))
        .field(section.of)
        .field(section.upstream)
        .field(section.sign)
        .field(join(section.also_sign, " "))
        .field(section.target);
  digest.field(extra_files_digest(config));
  for (const auto& srpm : inputs.srpms) {
    const manifest::Origin origin = origin_of(srpm, config);
    digest.field("srpm").field(srpm.name).field(srpm.sha256).field(origin.kind()).field(origin.url());
    if (const auto* const git = origin.git()) {
      if (const auto& verified = git->verified)
        digest.field(verified->what).field(verified->fingerprint).field(std::to_string(verified->time));
      digest.field(git->ref).field(git->commit);
    }
    digest.field(std::to_string(srpm.commit_time));
  }
  digest.field(inputs.lock_sha256).field(inputs.delta_from);
  for (const auto& [section, packages] : inputs.vendor_packages)
    for (const auto& package : packages) {
      digest.field("vendor").field(section).field(package.sha256).field(package.url);
      digest.field(join(package.required_by, "\n"));
    }
  for (const auto& build : inputs.builds) {
    digest.field("build").field(build.name).field(build.target).field(build.engine);
    digest.field(build.srpm_sha256).field(build.buildroot_sha256);
    const auto package = config.packages.find(build.name);
    digest.field(package == config.packages.end() ? "" : package->second.section);
    for (const auto& artifact : build.packages) digest.field(artifact.file_name).field(artifact.sha256);
  }
}

/// What the workspace records about a release that was composed in it.
struct Remembered {
  std::string cheap;   ///< digest of the inputs and of cheap_keys_digest
  std::string inputs;  ///< digest of the inputs and the fingerprints of the keys
  /// The earlier releases that the upgrade guide is for: see earlier_releases. They are no part of the
  /// inputs: a release stays as it is when an earlier one is removed.
  std::map<std::string, std::string> earlier;
};

constexpr const char* k_no_base = "release.base of repos.yaml does not say what clients have";

fs::path memory_of(const store::Workspace& workspace, const std::string& release) {
  return workspace.state() / "releases" / (release + ".json");
}

Remembered remembered_of_json(const Json& json) {
  Remembered remembered{.cheap = json.at("cheap"), .inputs = json.at("inputs"), .earlier = {}};
  for (const auto& one : json.at("earlier")) remembered.earlier[one.at("release")] = one.at("digest");
  return remembered;
}

Remembered recall(const store::Workspace& workspace, const std::string& release) {
  return value_in(memory_of(workspace, release), remembered_of_json).value_or(Remembered{});
}

void remember(const store::Workspace& workspace, const std::string& release, const Remembered& what) {
  make_folders(memory_of(workspace, release).parent_path());
  Json json{{"cheap", what.cheap}, {"inputs", what.inputs}, {"earlier", Json::array()}};
  for (const auto& [earlier, digest] : what.earlier)
    json["earlier"].push_back({{"release", earlier}, {"digest", digest}});
  replace_file(memory_of(workspace, release), json.dump());
}

std::vector<manifest::Waiver> waivers_of(const config::Config& config) {
  std::vector<manifest::Waiver> waivers;
  for (const auto& waiver : config.waivers)
    waivers.push_back({.gate = waiver.gate,
                       .finding = waiver.finding,
                       .reason = waiver.reason,
                       .owner = waiver.owner,
                       .expires = waiver.expires});
  std::ranges::sort(waivers, {}, [](const auto& one) { return std::tie(one.gate, one.finding); });
  return waivers;
}

/// The release that a new release of this name follows.
std::optional<manifest::ReleaseRef> previous_of(const std::string& release, const Environment& environment) {
  const auto earlier = releases::earlier_release(environment.workspace.releases(), environment.config.product,
                                                 release, environment.reporter);
  return earlier ? std::optional(earlier->reference()) : std::nullopt;
}

class Composer {
 public:
  Composer(const Inputs& inputs, const Environment& environment, bool replace)
      : m_inputs(inputs),
        m_environment(environment),
        m_config(environment.config),
        m_workspace(environment.workspace),
        m_replace(replace),
        m_reporter(environment.reporter),
        m_place(environment.workspace.releases() / inputs.release) {}

  Composed run() {
    releases::require_release_name(m_inputs.release);
    if (m_config.sections.empty())
      throw Error(ExitCode::invalid, "there is nothing to compose: repos.yaml has no `release.sections`")
          .hint("define in repos.yaml what a release contains");
    releases::require_place(m_place);
    const bool there = releases::is_release(m_place);
    const Remembered before = there ? recall(m_workspace, m_inputs.release) : Remembered{};
    m_now.earlier = upgrades::earlier_releases(m_inputs.release, m_workspace);
    if (!m_inputs.delta_from.empty())
      m_delta = delta_from(m_inputs.delta_from, m_config.product, m_workspace);
    Digest cheap;
    feed_inputs(cheap, m_inputs, m_config, m_environment.targets);
    if (m_delta) cheap.field(m_delta->identity());
    m_now.cheap = cheap.field(layout::cheap_keys_digest(m_config)).hex();
    // With --replace an unpublished release is made again even from the same inputs: it may be damaged.
    const bool may_stay = there && !(m_replace && !releases::was_published(m_inputs.release, m_workspace));
    if (may_stay && !m_replace && before.cheap == m_now.cheap) {
      tell_new_earlier_releases(before);
      return {.folder = m_place, .manifest = releases::read_manifest(m_place), .unchanged = true};
    }

    if (m_inputs.fetch_vendor_packages) m_inputs.fetch_vendor_packages();
    Plan plan = make_plan(m_inputs, m_config, m_environment.targets, m_environment.store);
    make_signers();
    if (may_stay && before.inputs == m_now.inputs) {
      tell_new_earlier_releases(before);
      m_now.earlier = before.earlier;
      return as_it_is();
    }
    Preflight(m_config, m_environment.targets, m_workspace.tmp()).require_sources(m_inputs.srpms);
    return make(std::move(plan), there, may_stay);
  }

 private:
  // The guide of an existing release cannot name an earlier release that was composed after it.
  void tell_new_earlier_releases(const Remembered& before) const {
    std::vector<std::string> missing;
    for (const auto& [release, digest] : m_now.earlier) {
      const auto at = before.earlier.find(release);
      if (at == before.earlier.end() || at->second != digest) missing.push_back(release);
    }
    if (missing.empty()) return;
    m_reporter.warning(fmt::format(
        "the release {}: {} does not cover {}, which {} composed afterwards: {}", m_inputs.release,
        upgrades::k_upgrade_guide, join(missing, ", "), missing.size() == 1 ? "was" : "were",
        releases::was_published(m_inputs.release, m_workspace)
            ? "it is published, so it stays as it is"
            : fmt::format("`rpmworks compose --replace {}` makes it again", m_inputs.release)));
  }

  // The existing release was made from these inputs with these keys, but the public keys may have changed
  // since.
  Composed as_it_is() const {
    if (m_replace) require_whole();
    const auto changed = layout::changed_keys(m_place, m_signers);
    for (const auto& key : changed)
      m_reporter.warning(fmt::format(
          "the release {}: {}: {}", m_inputs.release, key,
          releases::was_published(m_inputs.release, m_workspace)
              ? "it is published: compose it under another name to ship the current key"
              : fmt::format("`rpmworks compose --replace {}` ships the current key", m_inputs.release)));
    // Not recorded while a key differs, so that the warning appears each time.
    if (changed.empty()) remember(m_workspace, m_inputs.release, m_now);
    return {.folder = m_place, .manifest = releases::read_manifest(m_place), .unchanged = true};
  }

  // A published release is never replaced, but "unchanged" would be wrong for a damaged one.
  void require_whole() const {
    std::vector<std::string> findings;
    for (const auto& check : gates::verify(m_place, m_reporter, thread_limit()))
      for (const auto& finding : check.findings)
        findings.push_back(fmt::format("{} of {}: {}", check.name, check.subject, finding.text));
    if (findings.empty()) return;
    throw Error(ExitCode::gate,
                fmt::format("the release {} is damaged, but it is published, so rpmworks does not replace it",
                            m_inputs.release))
        .notes(std::move(findings))
        .hint("restore it from a copy, or compose it again under another name and publish that release");
  }

  void make_signers() {
    Digest digest;
    feed_inputs(digest, m_inputs, m_config, m_environment.targets);
    for (const auto& name : layout::key_names(m_config)) {
      auto signer = layout::signer_for(name, m_config, m_environment.targets, m_workspace.tmp());
      digest.field(name).field(signer->fingerprint());
      m_signers[name] = std::move(signer);
    }
    m_next_keys = layout::next_keys(m_config, m_environment.targets, m_workspace.tmp());
    for (const auto& [name, key] : m_next_keys) digest.field("next").field(name).field(key.fingerprint);
    if (m_delta) digest.field(m_delta->identity());
    m_now.inputs = digest.hex();
  }

  Composed make(Plan plan, bool there, bool may_stay) {
    for (const auto& line : empty_sections(plan, m_config)) m_reporter.warning(line);
    Activity composing(m_reporter, "composing", m_inputs.release);
    const std::jthread reading = read_last_manifest();
    for (const auto& item : plan.items)
      if (item.contents) m_contents.emplace(item.sha256, item.contents);
    auto vendor_metadata =
        m_inputs.vendor_metadata ? m_inputs.vendor_metadata() : std::map<std::string, VendorMetadata>();
    const CommitAdvisories advisories = commit_advisories(m_inputs, m_environment);
    Staging staging(m_workspace, m_inputs.release);
    gates::MetadataReading metadata;
    const auto build_roots = build_roots_of(m_inputs.builds, m_config, m_environment.store, m_reporter);
    const auto previous = previous_of(m_inputs.release, m_environment);
    const auto write = [&](const Delta* delta) {
      const auto guide = [&](const manifest::Manifest& manifest) {
        // The guide of a delta is that of the whole release.
        read_contents(manifest);
        if (!delta)
          m_upgrades = std::make_shared<const upgrades::Upgrades>(
              upgrades::find_upgrades(manifest, staging.folder(), m_environment.targets, m_inputs.base,
                                      m_workspace, m_contents, m_reporter));
        return upgrades::upgrade_guide(*m_upgrades);
      };
      return write_release(
          staging.folder(),
          {.release = m_inputs.release,
           .lock_sha256 = m_inputs.lock_sha256,
           .plan = plan,
           .config = m_config,
           .targets = m_environment.targets,
           .signers = m_signers,
           .next_keys = m_next_keys,
           .workspace = m_workspace,
           .store = m_environment.store,
           .reporter = m_reporter,
           .upgrade_guide = guide,
           .on_new_metadata = [&](const std::string& section) { metadata.start(staging.folder(), section); },
           .builds = &m_inputs.builds,
           .srpms = &m_inputs.srpms,
           .build_roots = build_roots,
           .waivers = waivers_of(m_config),
           .previous = previous,
           .vendor_metadata = vendor_metadata,
           .commit_advisories = &advisories,
           .contents = &m_contents,
           .commits_between = m_inputs.commits_between,
           .no_base = has_base() ? std::string() : k_no_base,
           .delta = delta});
    };
    manifest::Manifest manifest = write(nullptr);
    if (m_delta) {
      pass_gates(staging.folder(), metadata);
      if (const auto line = require_visible(manifest, *m_delta); !line.empty()) m_reporter.warning(line);
      metadata.forget();
      for (const auto& entry : entries_in(staging.folder())) remove_tree(entry.path());
      manifest = write(&*m_delta);
    }
    if (may_stay && is_there_but_for_keys(manifest)) return as_it_is();
    if (there) require_replaceable(manifest);
    const KnownRelease known(staging.folder(), m_inputs.release, m_workspace);
    // The signatures too: a later release must reuse exactly these.
    SideTask syncing([&] {
      m_environment.store.sync();
      staging.sync();
    });
    pass_gates(staging.folder(), metadata);
    const std::jthread freeing = free_beside(std::move(plan));
    for (const auto& line : upgrades::same_names_other_files(manifest, staging.folder(), m_workspace))
      m_reporter.warning(line);
    syncing.finish();
    staging.install(m_place);
    remember(m_workspace, m_inputs.release, m_now);
    releases::remember_facts(m_inputs.release, manifest, m_workspace);
    known.remember(m_place);
    releases::write_releases_page(m_workspace, m_reporter);
    composing.result(counted(manifest.packages.size(), "package"));
    return {.folder = m_place, .manifest = std::move(manifest)};
  }

  bool has_base() const {
    return m_inputs.base && (!m_config.base.empty() || !m_config.assume_provides.empty());
  }

  // Reads the manifest of the release before while this one is written: the upgrade guide and the gates need
  // it.
  std::jthread read_last_manifest() const {
    const auto names = releases::releases_before(m_inputs.release, m_workspace);
    if (names.empty()) return {};
    return releases::read_ahead(m_workspace.releases() / names.back());
  }

  // Reads the headers that were not read for the plan: the upgrade guide and the gates need them.
  void read_contents(const manifest::Manifest& manifest) {
    std::vector<std::string> digests;
    for (const auto& entry : manifest.packages)
      if (!m_contents.contains(entry.sha256)) digests.push_back(entry.sha256);
    std::vector<std::shared_ptr<const rpm::Contents>> read(digests.size());
    parallel_for(digests.size(), thread_limit(), [&](size_t i) {
      read[i] =
          std::make_shared<const rpm::Contents>(rpm::read_contents(m_environment.store.blob(digests[i])));
    });
    for (size_t i = 0; i < digests.size(); ++i) m_contents.emplace(std::move(digests[i]), std::move(read[i]));
  }

  // The headers of thousands of packages take a tenth of a second.
  std::jthread free_beside(Plan plan) {
    return beside([contents = std::move(m_contents), items = std::move(plan.items)]() mutable {
      contents.clear();
      items.clear();
    });
  }

  void pass_gates(const fs::path& folder, gates::MetadataReading& metadata) const {
    gates::require_gates(folder, m_inputs.release,
                         {.config = &m_config,
                          .base = m_inputs.base,
                          .is_base_required = true,
                          .upgrades = [this] { return m_upgrades; },
                          .delta_from = m_inputs.delta_from,
                          .are_upgrades_real = m_inputs.are_upgrades_real,
                          .store = &m_environment.store,
                          .contents = &m_contents,
                          .metadata = &metadata},
                         m_inputs.on_checks, m_reporter);
  }

  // Takes over the guide of another manifest, and the page, which compares the release with earlier ones:
  // other earlier releases may be kept now.
  static void adopt_guide(const manifest::Manifest& there, manifest::Manifest& manifest) {
    const auto is_guide = [](const manifest::FileInfo& file) {
      return file.file == upgrades::k_upgrade_guide;
    };
    const auto before = std::ranges::find_if(there.files, is_guide);
    const auto now = std::ranges::find_if(manifest.files, is_guide);
    const std::string old_digest = before == there.files.end() ? "" : before->sha256;
    const std::string new_digest = now == manifest.files.end() ? "" : now->sha256;
    if (old_digest != new_digest) {
      std::erase_if(manifest.files, is_guide);
      if (!old_digest.empty())
        manifest.files.push_back({.file = upgrades::k_upgrade_guide, .sha256 = old_digest});
    }
    for (auto& file : manifest.files) {
      const auto page = std::ranges::find(there.files, file.file, &manifest::FileInfo::file);
      if (file.file == "index.html" && page != there.files.end()) file.sha256 = page->sha256;
    }
    std::ranges::sort(manifest.files, {}, &manifest::FileInfo::file);
  }

  // Whether the existing release has the same manifest, apart from changes to the public keys and the guide.
  bool is_there_but_for_keys(manifest::Manifest manifest) const {
    try {
      const manifest::Manifest there = releases::read_manifest(m_place);
      adopt_guide(there, manifest);
      // Which releases were published meanwhile is no input either.
      manifest.previous = there.previous;
      for (auto& file : manifest.files) {
        const auto shipped = std::ranges::find(there.files, file.file, &manifest::FileInfo::file);
        if (layout::is_key_file(file.file) && shipped != there.files.end()) file.sha256 = shipped->sha256;
      }
      if (std::ranges::equal(manifest.keys, there.keys, {}, &manifest::KeyInfo::fingerprint,
                             &manifest::KeyInfo::fingerprint))
        manifest.keys = there.keys;
      // Earlier versions of rpmworks wrote no signer.
      if (there.signer.empty()) manifest.signer.clear();
      return read_file(m_place / "manifest.json") == manifest.to_json();
    } catch (const Error&) {
      return false;  // the error is reported when the release would be overwritten
    }
  }

  void require_replaceable(const manifest::Manifest& manifest) const {
    const bool is_published = releases::was_published(m_inputs.release, m_workspace);
    if (m_replace && !is_published) return;
    std::vector<std::string> what;
    try {
      what = differences(releases::read_manifest(m_place), manifest, k_most_differences);
    } catch (const Error& unreadable) {
      what = {unreadable.what()};
    }
    throw name_conflict(m_inputs.release, is_published, std::move(what));
  }

  const Inputs& m_inputs;
  const Environment& m_environment;
  const config::Config& m_config;
  const store::Workspace& m_workspace;
  bool m_replace;
  Reporter& m_reporter;
  fs::path m_place;
  Remembered m_now;
  layout::Signers m_signers;
  std::shared_ptr<const upgrades::Upgrades> m_upgrades;
  std::optional<Delta> m_delta;
  std::map<std::string, layout::NextKey> m_next_keys;
  rpm::KnownContents m_contents;
};

}  // namespace

Composed compose(const Inputs& inputs, const Environment& environment, bool replace) {
  return Composer(inputs, environment, replace).run();
}

}  // namespace rpmworks::compose
