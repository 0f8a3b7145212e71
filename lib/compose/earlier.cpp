// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/earlier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ranges>

#include "compose/releases.hpp"
#include "compose/taken.hpp"
#include "core/text.hpp"

namespace rpmworks::compose {

namespace {

using manifest::Entry;
using manifest::Manifest;

constexpr size_t k_most_named = 5;

// Whether the files are the same but for their signatures: the digest of a header covers that of its payload.
bool same_contents(const fs::path& one, const fs::path& other) {
  try {
    const std::string digest = rpm::read_package(one).header_sha256;
    return !digest.empty() && digest == rpm::read_package(other).header_sha256;
  } catch (const Error&) {
    return false;
  }
}

// Clients install none of these.
bool is_source(const Entry& entry) {
  return entry.nevra.is_source();
}

std::string what_differs(const Entry& before, const Entry& now) {
  if (before.origin.commit != now.origin.commit)
    return fmt::format("of {} instead of {}",
                       now.origin.commit.empty() ? "no commit" : "commit " + now.origin.commit.substr(0, 12),
                       before.origin.commit.empty() ? "none" : before.origin.commit.substr(0, 12));
  if (before.origin.srpm_sha256 != now.origin.srpm_sha256) return "of another source package";
  if (before.build && now.build && before.build->buildroot_sha256 != now.build->buildroot_sha256)
    return "built in another build root";
  return "built anew";
}

std::string named(std::vector<std::string> packages) {
  const size_t count = packages.size();
  if (count > k_most_named) {
    packages.resize(k_most_named);
    packages.push_back(fmt::format("and {} more", count - k_most_named));
  }
  return join(packages, ", ");
}

std::string holds(const std::string& release, size_t count) {
  return fmt::format("the release {} holds {}", release,
                     count == 1 ? "a package" : fmt::format("{} packages", count));
}

std::string line_of_updates(const std::string& release, const std::vector<std::string>& packages) {
  const size_t count = packages.size();
  return fmt::format(
      "{} under the same name and version with other contents, so clients that have {} will not see an "
      "update "
      "(raise Version or Release): {}",
      holds(release, count), count == 1 ? "it" : "them", named(packages));
}

std::string line_of_signatures(const std::string& release, const std::vector<std::string>& packages) {
  return fmt::format(
      "{} under the same name and version with another signature by the same key, so that the files differ "
      "(signatures are kept in .rpmworks/store/records/signature: with those of that release they would "
      "not): {}",
      holds(release, packages.size()), named(packages));
}

}  // namespace

std::vector<std::string> same_names_other_files(const Manifest& made, const fs::path& folder,
                                                const store::Workspace& workspace) {
  std::map<std::string, const Entry*> wanted;
  for (const auto& entry : made.packages) wanted.emplace(entry.nevra.str(), &entry);
  std::vector<std::string> lines;
  for (const auto& release : std::views::reverse(releases(workspace))) {
    if (release == made.release || wanted.empty()) continue;
    const fs::path other = workspace.releases() / release;
    Manifest manifest;
    try {
      manifest = read_manifest(other);
    } catch (const Error&) {
      continue;  // `verify` says what is wrong with that one.
    }
    if (manifest.product != made.product) continue;
    std::vector<std::string> updates;
    std::vector<std::string> signed_again;
    for (const auto& before : manifest.packages) {
      const auto found = wanted.find(before.nevra.str());
      if (found == wanted.end()) continue;
      const Entry& now = *found->second;
      if (before.sha256 != now.sha256) {
        const bool same = same_contents(other / before.file, folder / now.file);
        if (!same && !is_source(now))
          updates.push_back(fmt::format("{} ({})", now.nevra.str(), what_differs(before, now)));
        // What another key signed is another file on purpose.
        if (same && before.signature.fingerprint == now.signature.fingerprint)
          signed_again.push_back(now.nevra.str());
      }
      wanted.erase(found);
    }
    if (!updates.empty()) lines.push_back(line_of_updates(release, updates));
    if (!signed_again.empty()) lines.push_back(line_of_signatures(release, signed_again));
  }
  return lines;
}

}  // namespace rpmworks::compose
