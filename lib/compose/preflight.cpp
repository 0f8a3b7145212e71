// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/preflight.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "compose/extras.hpp"
#include "compose/name_conflict.hpp"
#include "compose/plan.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "layout/keys.hpp"
#include "layout/vendor_keys.hpp"
#include "releases/clocks.hpp"

namespace rpmworks::compose {

std::vector<std::string> configuration_warnings(const config::Config& config) {
  std::vector<std::string> warnings;
  const std::string file = config.file.filename().string();
  if (without_credentials(config.baseurl) != config.baseurl)
    warnings.push_back(
        fmt::format("{}: `release.baseurl` contains a user name or a password, which every client and every "
                    "reader of {}.repo would get: remove them, and give clients their own credentials "
                    "(username= and password= in a .repo file)",
                    file, config.product));
  for (const auto& set : config.unused_sets)
    warnings.push_back(
        fmt::format("{}:{}:{}: no section uses the set '{}': add \"@{}\" to its `packages`, or "
                    "remove the set",
                    file, set.where.line, set.where.column, *set, *set));
  for (const auto& key : config.unused_keys)
    warnings.push_back(
        fmt::format("{}:{}:{}: nothing uses the key '{}': add it to a `sign` or `trust`, or remove it", file,
                    key.where.line, key.where.column, *key));
  for (const auto& upstream : config.unused_upstreams)
    warnings.push_back(
        fmt::format("{}:{}:{}: nothing uses the upstream '{}': add it to the `repos` of a target, to "
                    "`release.base` or to a section, or remove it",
                    file, upstream.where.line, upstream.where.column, *upstream));
  return warnings;
}

std::vector<std::string> future_times(const std::vector<srpm::Srpm>& srpms, int64_t now) {
  std::vector<std::string> lines;
  for (const auto& srpm : srpms) {
    const bool given = srpm.commit_time == 0;
    const int64_t time = given ? rpm::read_package(srpm.path).build_time : srpm.commit_time;
    if (time <= now + releases::k_clock_skew) continue;
    const std::string what = given ? fmt::format("the source package {} was built", srpm.nevra.str())
                                   : fmt::format("the commit {} of {} was made", srpm.commit.substr(0, 12),
                                                 srpm.name.empty() ? srpm.nevra.name : srpm.name);
    std::string line = fmt::format(
        "{} in the future, on {}: the release and its metadata get that time, and afterwards yum "
        "ignores all older metadata (correct the clock, and {})",
        what, manifest::iso_time(time),
        given ? "build it again" : "commit again: git commit --amend --date=now");
    // The source packages for several targets are made from the same commit.
    if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
  }
  return lines;
}

Preflight::Preflight(const config::Config& config, layout::Targets targets, fs::path tmp, Reporter& reporter)
    : m_config(config), m_targets(std::move(targets)), m_tmp(std::move(tmp)), m_reporter(reporter) {}

void Preflight::require_sections(const std::vector<const config::PackageSource*>& packages) const {
  compose::require_sections(packages, m_config, m_targets);
  layout::require_several_keys_readable(m_config, m_targets);
  require_extra_files(m_config);
}

sign::Signer& Preflight::signer(const std::string& name, std::vector<std::string>* warnings) {
  auto& signer = m_signers[name];
  if (!signer) signer = layout::signer_for(name, m_config, m_targets, m_tmp, warnings);
  return *signer;
}

std::string Preflight::require_key(const std::string& name, std::vector<std::string>& warnings) {
  m_signers.erase(name);  // an existing signer's warnings were not passed to this caller
  // Only GnuPG knows whether the agent holds the passphrase, the card is in its reader, and so on.
  layout::require_signing(signer(name, &warnings), m_config.keys.at(name), m_tmp);
  return signer(name).fingerprint();
}

void Preflight::require_keys() {
  if (m_keys_tried) return;
  std::vector<std::string> warnings;
  for (const auto& name : layout::key_names(m_config)) require_key(name, warnings);
  for (const auto& section : m_config.sections)
    if (section.from == config::Section::From::upstream)
      for (const auto& name : layout::trusted_keys(section, m_config)) layout::vendor_key(name, m_config);
  for (const auto& warning : warnings) m_reporter.warning(warning);
  // Ends the agents that the signers started: builds may take hours.
  m_signers.clear();
  m_keys_tried = true;
}

// The signer of a package, if its key is in repos.yaml.
std::string Preflight::signer_of(const rpm::Signature& signature, const fs::path& srpm) const {
  for (const auto& [name, key] : m_config.keys) {
    if (key.public_key.empty() || !fs::exists(key.public_key)) continue;
    rpm::Keyring keyring;
    try {
      keyring.add(key.public_key, key.fingerprint, rpm::policy_of_rpm());
    } catch (const Error&) {
      continue;  // the error is reported where the key is used
    }
    if (keyring.verify(srpm).trust == rpm::Trust::good)
      return fmt::format("the key '{}' ({})", name, keyring.fingerprints().front());
  }
  return fmt::format("the key {}, which repos.yaml does not define", signature.key_id);
}

// Whether the section takes the package's source for any target of the package.
bool Preflight::takes_sources_of_package(const config::Section& section,
                                         const config::PackageSource& package) const {
  return std::ranges::any_of(targets_of(package, m_targets), [&](const std::string& target) {
    return takes_sources_of(section, m_config.section_of(package, target));
  });
}

void Preflight::require_source(const config::PackageSource& package, const fs::path& srpm) {
  const rpm::Package source = rpm::read_package(srpm);
  if (!source.signature || m_config.sections.empty()) return;
  for (const auto& section : m_config.sections) {
    if (!takes_sources_of_package(section, package)) continue;
    std::string by;
    if (source.signature->is_readable()) {
      rpm::Keyring own;
      const fs::path key = m_tmp / (section.sign + ".asc");
      replace_file(key, signer(section.sign).public_key());
      own.add(key, signer(section.sign).fingerprint(), rpm::policy_of_rpm());
      fs::remove(key);
      if (own.verify(srpm).trust == rpm::Trust::good) continue;
      by = "is signed by " + signer_of(*source.signature, srpm);
    } else {
      by = "has a signature that rpm cannot read";
    }
    throw Error(ExitCode::trust,
                fmt::format("the source package {} {}, but the section {} must be signed by '{}'",
                            source.nevra.str(), by, section.path, section.sign))
        .at(package.where)
        .hint(sign::k_unsigned_copy);
  }
}

void Preflight::require_sources(const std::vector<srpm::Srpm>& srpms) {
  for (const auto& srpm : srpms) {
    if (!srpm.git_url.empty()) continue;
    const auto package = m_config.packages.find(srpm.name);
    config::PackageSource unnamed;
    unnamed.name = srpm.name;
    require_source(package == m_config.packages.end() ? unnamed : package->second, srpm.path);
  }
}

void Preflight::require_release(const std::string& release, const SourcesByTarget& sources,
                                const store::Workspace& workspace, bool replace) {
  const Plan plan = make_source_plan(sources, m_config, m_targets);
  require_no_name_conflict(plan, release, m_config, workspace, replace);
  for (const auto& [target, srpms] : sources) require_sources(srpms);
  require_keys();
  m_signers.clear();  // these signers verified the source packages
}

}  // namespace rpmworks::compose
