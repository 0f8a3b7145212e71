// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/vendor.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/keyring.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"
#include "layout/vendor_keys.hpp"
#include "sign/blob_verifier.hpp"

namespace rpmworks::compose {

namespace {

std::vector<std::string> shown_trust(const std::vector<std::string>& names, const config::Config& config) {
  std::vector<std::string> shown;
  for (const auto& name : names)
    shown.push_back(fmt::format("{} ({})", name, layout::vendor_key(name, config).fingerprint));
  return shown;
}

std::string default_hint(const config::Section& section) {
  return fmt::format(
      "rpmworks never signs a vendor's package: fetch it again from {}, or add its key to the `trust` of "
      "that upstream once its owner has confirmed the fingerprint",
      section.upstream);
}

// In their order, without empty ones.
std::vector<std::string> distinct(std::vector<std::string> texts) {
  std::vector<std::string> kept;
  for (std::string& text : texts)
    if (!text.empty() && std::ranges::count(kept, text) == 0) kept.push_back(std::move(text));
  return kept;
}

store::KnownBlob whole_blob(const VendorPackage& package, const store::Store& store) {
  if (auto blob = store::KnownBlob::find(store, package.sha256); blob && blob->is_whole())
    return std::move(*blob);
  throw Error(ExitCode::failed, fmt::format("the store lacks {}, or its copy is damaged (SHA-256 {})",
                                            package.url, package.sha256.substr(0, 12)))
      .hint("fetch the package again");
}

// A lock, or the metadata that it was made from, may have the digest of another package.
void require_nevra(const VendorPackage& wanted, const rpm::Package& package, const config::Section& section) {
  if (!wanted.nevra || wanted.nevra->str() == package.nevra.str()) return;
  throw Error(ExitCode::trust, fmt::format("the lock lists {} of {} as {}", package.nevra.str(),
                                           section.upstream, wanted.nevra->str()))
      .note(fmt::format("SHA-256 {}", wanted.sha256))
      .hint(fmt::format(
          "somebody changed the lock or the metadata of {}; use another mirror, and make the lock "
          "again: rpmworks lock --update",
          section.upstream));
}

}  // namespace

std::vector<Item> verified_vendor_packages(const config::Section& section,
                                           const std::vector<VendorPackage>& packages,
                                           const config::Config& config, const store::Store& store) {
  const auto names = layout::trusted_keys(section, config);
  const sign::BlobVerifier verifier(config::trusted_keyring(names, config));
  std::vector<Item> items(packages.size());
  std::vector<std::string> faults(packages.size());
  std::vector<std::string> hints(packages.size());
  parallel_for(packages.size(), thread_limit(), [&](size_t i) {
    store::KnownBlob blob = whole_blob(packages[i], store);
    const auto contents = std::make_shared<const rpm::Contents>(rpm::read_contents(blob.file()));
    const rpm::Package& package = contents->package;
    require_nevra(packages[i], package, section);
    const auto verdict = verifier.verify(blob);
    if (verdict.trust != rpm::Trust::good) {
      faults[i] = fmt::format("{}: {}", package.nevra.str(), verdict.reason);
      hints[i] = verdict.hint.empty() ? default_hint(section) : verdict.hint;
    }
    items[i] = {.section = section.path,
                .signing = KeepSignature{{verdict.signature.value_or(rpm::Signature{})}},
                .sha256 = packages[i].sha256,
                .file_name = package.nevra.file_name(),
                .package = {contents, &package},
                .contents = contents,
                .origin = manifest::FromUpstream{.upstream = section.upstream,
                                                 .url = redacted(without_credentials(packages[i].url))},
                .build = std::nullopt,
                .required_by = packages[i].required_by,
                .needed_for = {packages[i].targets.begin(), packages[i].targets.end()}};
  });
  std::erase(faults, "");
  if (faults.empty()) return items;
  throw Error(
      ExitCode::trust,
      fmt::format("the section {} accepts only packages signed by a key that the upstream {} trusts: {}",
                  section.path, section.upstream, join(shown_trust(names, config), ", ")))
      .at(section.where)
      .notes(std::move(faults))
      .hint(join(distinct(std::move(hints)), "; "));
}

}  // namespace rpmworks::compose
