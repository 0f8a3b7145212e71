// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/release_page.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/threads.hpp"
#include "gates/gates.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"
#include "rpm/source_name.hpp"

namespace rpmworks::compose {

namespace {

constexpr size_t k_most_earlier = 10;
constexpr size_t k_most_commits = 50;  // of a package

std::vector<std::shared_ptr<const rpm::Contents>> headers_of(const ReleasePageInputs& inputs) {
  const auto& packages = inputs.manifest.packages;
  std::vector<std::shared_ptr<const rpm::Contents>> headers(packages.size());
  parallel_for(packages.size(), thread_limit(), [&](size_t i) {
    if (const auto known = inputs.contents.find(packages[i].sha256); known != inputs.contents.end()) {
      headers[i] = known->second;
      return;
    }
    try {
      headers[i] = std::make_shared<const rpm::Contents>(rpm::read_contents(inputs.file_of(packages[i])));
    } catch (const Error&) {
      // A damaged package: the gates say so.
    }
  });
  return headers;
}

// Deltas hold only a part of their packages, so a comparison with them would be wrong.
void add_earlier(const ReleasePageInputs& inputs, report::ReleaseData& data) {
  if (!inputs.workspace || inputs.manifest.delta_from) return;
  auto names = releases::releases_before(inputs.manifest.release, *inputs.workspace);
  std::ranges::reverse(names);
  for (const auto& name : names) {
    try {
      auto manifest = releases::shared_manifest(inputs.workspace->releases() / name);
      if (manifest->product != inputs.manifest.product || manifest->delta_from) continue;
      if (data.earlier.size() < k_most_earlier)
        data.earlier.push_back(std::move(manifest));
      else
        ++data.earlier_left_out;
    } catch (const Error&) {
      // The gate `upgrade` tells that it cannot be read.
    }
  }
}

std::string source_stem(const manifest::Entry& entry) {
  return std::string(
      rpm::source_file_stem(entry.nevra.is_source() ? entry.nevra.file_name() : entry.source_rpm));
}

// The commits of each source package that changed since the release before.
void add_commits(const ReleasePageInputs& inputs, report::ReleaseData& data) {
  if (!inputs.commits_between || data.earlier.empty()) return;
  std::map<std::string, const manifest::Entry*> before;  // by the name of the source package
  for (const auto& entry : data.earlier.front()->packages)
    if (entry.origin.git()) before.emplace(rpm::source_name(source_stem(entry) + ".src.rpm"), &entry);
  std::set<std::string> seen;
  for (const auto& entry : inputs.manifest.packages) {
    if (!entry.origin.git() || !seen.insert(source_stem(entry)).second) continue;
    const auto was = before.find(rpm::source_name(source_stem(entry) + ".src.rpm"));
    if (was == before.end() || was->second->origin.commit() == entry.origin.commit()) continue;
    auto commits = inputs.commits_between(*was->second, entry);
    if (commits.size() > k_most_commits) commits.resize(k_most_commits);
    for (const auto& commit : commits)
      data.commits[source_stem(entry)].push_back({.id = commit.id, .subject = commit.subject});
  }
}

std::vector<report::RequiredGate> required_gates(const ReleasePageInputs& inputs) {
  std::vector<std::string> names = config::strict_gates();
  names.insert(names.end(), config::waivable_gates().begin(), config::waivable_gates().end());
  std::vector<report::RequiredGate> gates;
  for (const auto& name : names) {
    // Only `verify` asks whether the key is known, and what mirrors have.
    if (name == "signer" || name == "mirrors") continue;
    std::string not_checked;
    if (name == "closure" || name == "lost") not_checked = inputs.no_base;
    if (name == "licenses" && (!inputs.config || inputs.config->allowed_licenses.empty()))
      not_checked = "release.gates.licenses of repos.yaml lists no licences";
    gates.push_back({.name = name,
                     .what = std::string(gates::gate_description(name)),
                     .not_checked = std::move(not_checked)});
  }
  return gates;
}

}  // namespace

report::ReleaseData release_page_data(const ReleasePageInputs& inputs) {
  report::ReleaseData data{
      .manifest = std::shared_ptr<const manifest::Manifest>(std::shared_ptr<void>(), &inputs.manifest),
      .contents = headers_of(inputs),
      .upgrade_guide = inputs.upgrade_guide};
  add_earlier(inputs, data);
  add_commits(inputs, data);
  data.required = required_gates(inputs);
  data.is_in_releases = true;
  return data;
}

}  // namespace rpmworks::compose
