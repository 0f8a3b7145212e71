// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "gates/gate.hpp"

namespace rpmworks::gates {

namespace {

constexpr const char* k_keys_name = "keys";

// What each key of this product signs, by fingerprint: sections of a vendor's packages only have metadata of
// the product.
std::map<std::string, std::vector<std::string>> signed_by(const manifest::Manifest& manifest) {
  std::map<std::string, std::vector<std::string>> signs;
  for (const auto& section : manifest.sections) signs[section.signer].push_back(section.path);
  if (!manifest.signer.empty()) signs[manifest.signer].emplace_back("the manifest");
  return signs;
}

}  // namespace

Check keys_gate(const GateInputs& inputs) {
  const std::string subject = inputs.release.name();
  if (!inputs.release.earlier)
    return judged(k_keys_name, subject, {}, ExitCode::gate, "no earlier release is known");
  const manifest::Manifest& earlier = *inputs.release.earlier->manifest;
  std::vector<Finding> findings;
  for (const auto& [fingerprint, what] : signed_by(*inputs.release.manifest)) {
    if (std::ranges::count(earlier.keys, fingerprint, &manifest::KeyInfo::fingerprint) > 0) continue;
    const auto shown = inputs.release.shown.find(fingerprint);
    findings.push_back(
        {.id = fingerprint,
         .text = fmt::format("the key {} signs {}, but the release {} before it did not ship it, so clients "
                             "may refuse the release: add the key to `release.next-keys`, publish a release "
                             "that is signed as before, and sign with it afterwards (`rpmworks key rotate`)",
                             shown == inputs.release.shown.end() ? fingerprint : shown->second,
                             join(what, ", "), earlier.release)});
  }
  return judged(k_keys_name, subject, std::move(findings));
}

}  // namespace rpmworks::gates
