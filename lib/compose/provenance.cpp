// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/provenance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "attest/build.hpp"
#include "attest/envelope.hpp"
#include "attest/release.hpp"
#include "compose/plan.hpp"
#include "config/parameters.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/listing.hpp"
#include "core/pool.hpp"
#include "core/threads.hpp"
#include "manifest/build_roots.hpp"
#include "rpm/openpgp.hpp"

namespace rpmworks::compose {

namespace {

using attest::Resource;

attest::Resource git_source(const srpm::Srpm& srpm, const config::Config& config) {
  const std::string url = shown_url(srpm.git_url, config);
  return {.name = {},
          .uri = fmt::format("{}{}{}", url.find("://") == std::string::npos ? "" : "git+", url,
                             srpm.ref.empty() ? "" : "@" + srpm.ref),
          .algorithm = "gitCommit",
          .digest = srpm.commit};
}

/// Makes the statements of a stage.
class Statements {
 public:
  Statements(const Stage& stage, const manifest::Manifest& manifest) : m_stage(stage) {
    for (const auto& entry : manifest.packages) m_entries.emplace(entry.file, &entry);
    for (const auto& srpm : *stage.srpms) m_srpms.emplace(srpm.sha256, &srpm);
    for (const auto& item : stage.plan.items) m_items.emplace(item.sha256, &item);
  }

  /// Nothing if none of its packages is in the release.
  std::optional<UnsignedStatement> of(const engine::BuildResult& built) const {
    const auto package = m_stage.config.packages.find(built.name);
    const auto srpm = m_srpms.find(built.srpm_sha256);
    if (package == m_stage.config.packages.end() || srpm == m_srpms.end()) return std::nullopt;
    attest::Build build = build_of(built, package->second, *srpm->second);
    UnsignedStatement statement{.file = fmt::format("{}/{}.{}{}", attest::k_provenance_folder,
                                                    rpm::source_file_stem(srpm->second->nevra.file_name()),
                                                    built.target, attest::k_suffix),
                                .payload = {}};
    std::vector<Resource> subjects;
    for (const auto& artifact : built.packages) {
      statement.time = std::max(statement.time, artifact.package.build_time);
      build.unsigned_packages.push_back({.name = artifact.file_name, .uri = {}, .digest = artifact.sha256});
      for (const auto* const entry : entries_of(artifact.sha256))
        if (is_of(*entry, built)) subjects.push_back(subject(*entry));
    }
    if (subjects.empty()) return std::nullopt;
    for (const auto* const source : entries_of(built.srpm_sha256)) subjects.push_back(subject(*source));
    statement.payload = attest::to_text(attest::statement_of(build, std::move(subjects)));
    return statement;
  }

 private:
  attest::Build build_of(const engine::BuildResult& built, const config::PackageSource& package,
                         const srpm::Srpm& srpm) const {
    const config::Config& config = m_stage.config;
    const auto shown = [&](const std::string& url) { return shown_url(url, config); };
    attest::Build build{
        .package = built.name,
        .target = built.target,
        .package_parameters = config::package_parameters(package, shown),
        .target_parameters = config::target_parameters(config.target(built.target)),
        .engine = built.engine,
        .tool = RPMWORKS_VERSION,
        .source = srpm.git_url.empty()
                      ? Resource{.name = {}, .uri = shown(package.srpm), .digest = srpm.sha256}
                      : git_source(srpm, config),
        .downloads = {},
        .buildroot_sha256 = built.buildroot_sha256,
        .buildroot = {},
        .unsigned_source = {.name = srpm.nevra.file_name(), .uri = {}, .digest = srpm.sha256},
        .unsigned_packages = {}};
    for (const auto& [file, source] : package.remote_sources)
      build.downloads.push_back({.name = file, .uri = shown(source.url), .digest = source.sha256});
    const auto& roots = m_stage.build_roots.roots;
    if (const auto root = roots.find(built.buildroot_sha256); root != roots.end())
      build.buildroot = {.name = {},
                         .uri = manifest::build_root_file(root->first),
                         .digest = sha256(manifest::build_root_json(root->second))};
    return build;
  }

  // Several sections may have the same package, each signed with a key of its own.
  std::vector<const manifest::Entry*> entries_of(const std::string& unsigned_sha256) const {
    std::vector<const manifest::Entry*> entries;
    const auto [first, last] = m_items.equal_range(unsigned_sha256);
    for (auto item = first; item != last; ++item) {
      const auto entry = m_entries.find(item->second->section + "/" + item->second->file_name);
      if (entry != m_entries.end()) entries.push_back(entry->second);
    }
    return entries;
  }

  static Resource subject(const manifest::Entry& entry) {
    return {.name = entry.file, .uri = entry.purl, .digest = entry.sha256};
  }

  // A noarch package may be the same for several targets; it counts for the one that the manifest names.
  static bool is_of(const manifest::Entry& entry, const engine::BuildResult& built) {
    return entry.build && entry.build->target == built.target;
  }

  const Stage& m_stage;
  std::map<std::string, const manifest::Entry*> m_entries;  // by file
  std::map<std::string, const srpm::Srpm*> m_srpms;         // by digest
  std::multimap<std::string, const Item*> m_items;          // by digest
};

void sort(std::vector<UnsignedStatement>& statements) {
  std::ranges::sort(statements, {}, &UnsignedStatement::file);
}

std::string signed_line(const std::string& payload, int64_t time, sign::Signer& signer, const Stage& stage) {
  return attest::signed_line(payload, signer.fingerprint(), [&](const std::string& bytes) {
    const std::string armoured =
        sign::detached_kept(bytes, time, signer, stage.store, stage.workspace.tmp(), stage.reporter);
    return rpm::unarmour_signatures(armoured).front();
  });
}

}  // namespace

std::vector<UnsignedStatement> build_statements(const Stage& stage, const manifest::Manifest& manifest) {
  const Statements statements(stage, manifest);
  std::vector<UnsignedStatement> all;
  for (const auto& built : *stage.builds)
    if (auto statement = statements.of(built)) all.push_back(std::move(*statement));
  sort(all);
  return all;
}

std::vector<UnsignedStatement> released_statements(const manifest::Manifest& manifest,
                                                   const fs::path& folder) {
  std::map<std::string, const manifest::Entry*> entries;
  for (const auto& entry : manifest.packages) entries.emplace(entry.sha256, &entry);
  std::vector<UnsignedStatement> kept;
  const fs::path statements = folder / attest::k_provenance_folder;
  if (!fs::is_directory(statements)) return kept;
  for (const auto& found : entries_in(statements)) {
    const std::string file =
        fmt::format("{}/{}", attest::k_provenance_folder, found.path().filename().string());
    if (!attest::is_build_statement(file)) continue;
    for (auto& envelope : attest::envelopes_of(read_file(found.path()), found.path().string())) {
      const attest::Statement statement = attest::statement_of(envelope.payload, found.path().string());
      const bool is_about = std::ranges::any_of(
          statement.subjects, [&](const Resource& subject) { return entries.contains(subject.digest); });
      if (is_about)
        kept.push_back({.file = file, .payload = envelope.payload, .envelope = std::move(envelope)});
    }
  }
  sort(kept);
  return kept;
}

std::vector<std::string> sign_statements(const std::vector<UnsignedStatement>& statements,
                                         sign::Signer& signer, const Stage& stage) {
  std::vector<std::string> texts(statements.size());
  parallel_for(statements.size(), thread_limit(), [&](size_t i) {
    const UnsignedStatement& one = statements[i];
    const auto is_by_signer = [&](const auto& signature) { return signature.keyid == signer.fingerprint(); };
    texts[i] = one.envelope && std::ranges::any_of(one.envelope->signatures, is_by_signer)
                   ? attest::to_line(*one.envelope)
                   : signed_line(one.payload, one.time, signer, stage);
  });
  return texts;
}

std::string release_statements(const manifest::Manifest& manifest, const std::string& manifest_json,
                               sign::Signer& signer, const Stage& stage) {
  const std::string digest = sha256(manifest_json);
  const auto line = [&](const attest::Statement& statement) {
    return signed_line(attest::to_text(statement), stage.plan.created, signer, stage);
  };
  return line(attest::release_statement(manifest, digest)) +
         line(attest::verification_summary(manifest, digest));
}

}  // namespace rpmworks::compose
