// SPDX-License-Identifier: GPL-3.0-or-later
#include "release_signer.hpp"

#include <algorithm>
#include <ctime>

#include "publishing/release_folder.hpp"

namespace rpmworks::cli {

namespace {

// Empty if the user has no folder for data: then no signer is known.
fs::path known_signers_file() {
  try {
    return store::default_data() / "signers.json";
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

std::optional<verifying::Signer> add_signer(Context& context, const fs::path& folder, const std::string& key,
                                            std::vector<gates::Check>& checks) {
  if (checks.size() < 2) return std::nullopt;
  const manifest::Manifest made = publishing::manifest_of(folder);
  verifying::SignerRule rule{.wanted = key, .file = known_signers_file(), .now = std::time(nullptr)};
  if (context.has_config()) rule.own = verifying::own_keys(context.session().config, made);
  verifying::Signer signer = verifying::check_signer(made, checks, rule);
  if (!signer.not_kept.empty())
    context.reporter().warning("the signer cannot be remembered: " + signer.not_kept);
  const auto manifest = std::ranges::find(checks, "manifest", &gates::Check::name);
  checks.insert(manifest == checks.end() ? checks.begin() : manifest + 1, signer.check);
  return signer;
}

}  // namespace rpmworks::cli
