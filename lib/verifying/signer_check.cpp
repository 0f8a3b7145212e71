// SPDX-License-Identifier: GPL-3.0-or-later
#include "verifying/signer_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/error_line.hpp"
#include "core/lock.hpp"
#include "core/temporary.hpp"
#include "core/text.hpp"
#include "verifying/known_signers.hpp"

namespace rpmworks::verifying {

namespace {

constexpr size_t k_fingerprint_digits = 40;
constexpr const char* k_gate = "signer";

gates::Check check_of(const manifest::Manifest& manifest) {
  return {.name = k_gate,
          .subject = fmt::format("{} {}", manifest.product, manifest.release),
          .passed = true,
          .findings = {},
          .code = ExitCode::trust};
}

bool has_good_signature(const std::vector<gates::Check>& checks) {
  const auto gate = std::ranges::find(checks, "manifest", &gates::Check::name);
  return gate != checks.end() && gate->passed;
}

bool is_trusted(const std::vector<gates::Check>& checks) {
  return std::ranges::none_of(
      checks, [](const gates::Check& check) { return !check.passed && check.code == ExitCode::trust; });
}

void fail(Signer& signer, const std::string& text) {
  signer.check.passed = false;
  signer.check.findings.push_back({.id = signer.fingerprint, .text = text, .file = "manifest.json"});
}

std::string shown_known(const std::vector<KnownSigner>& known) {
  std::vector<std::string> shown;
  for (const auto& one : known)
    shown.push_back(fmt::format("{} ({}), since {}", one.user_id, one.fingerprint, one.since.substr(0, 10)));
  return join(shown, "; ");
}

class SignerChecker {
 public:
  SignerChecker(const manifest::Manifest& manifest, const std::vector<gates::Check>& checks,
                const SignerRule& rule)
      : m_manifest(manifest), m_checks(checks), m_rule(rule) {}

  Signer run() {
    m_signer.fingerprint = m_manifest.signer;
    m_signer.check = check_of(m_manifest);
    if (m_manifest.signer.empty()) {
      m_signer.check.not_checked = "the manifest does not name its signer: it was made by an early version";
      return std::move(m_signer);
    }
    if (!has_good_signature(m_checks)) {
      m_signer.check.not_checked = "the signature of manifest.json is not good";
      return std::move(m_signer);
    }
    const auto key = std::ranges::find(m_manifest.keys, m_manifest.signer, &manifest::KeyInfo::fingerprint);
    if (key != m_manifest.keys.end()) m_signer.user_id = key->user_id;
    judge();
    if (m_signer.check.passed) m_signer.check.detail = shown_signer(m_signer);
    return std::move(m_signer);
  }

 private:
  void judge() {
    const KnownSigners known = KnownSigners::read(m_rule.file);
    const auto& of_product = known.of(m_manifest.product);
    const auto at = std::ranges::find(of_product, m_manifest.signer, &KnownSigner::fingerprint);
    if (at != of_product.end()) {
      m_signer.since = at->since;
      m_signer.from = at->from;
    } else if (m_rule.own && m_rule.own->known.contains(m_manifest.signer)) {
      m_signer.from = "repos.yaml";
    }
    if (!m_rule.wanted.empty() && m_rule.wanted != m_manifest.signer)
      return fail(m_signer, fmt::format("{} is not the key that you demand, {}",
                                        m_manifest.signer_shown(m_manifest.signer), m_rule.wanted));
    if (m_rule.wanted.empty() && m_signer.from.empty() && !of_product.empty())
      return fail(m_signer,
                  fmt::format("{} is not a key that is known for {}: {}. If its owner changed the key, ask "
                              "for the fingerprint on another way, and run again with --key {}",
                              m_manifest.signer_shown(m_manifest.signer), m_manifest.product,
                              shown_known(of_product), m_manifest.signer));
    if (m_rule.wanted.empty() && m_signer.from.empty() && m_rule.own && m_rule.own->is_complete)
      return fail(m_signer, fmt::format("{} is none of the keys in repos.yaml. If the release is older than "
                                        "they are, run again with --key {}",
                                        m_manifest.signer_shown(m_manifest.signer), m_manifest.signer));
    if (is_trusted(m_checks)) remember();
  }

  void remember() {
    const std::string now = manifest::iso_time(m_rule.now);
    if (m_rule.file.empty()) {
      m_signer.not_kept = "HOME is not set";
      return;
    }
    try {
      make_folders(m_rule.file.parent_path());
      const FileLock lock = FileLock::wait(m_rule.file.string() + ".lock");
      KnownSigners known = KnownSigners::read(m_rule.file);
      const size_t before = known.of(m_manifest.product).size();
      known.add(m_manifest.product,
                {.fingerprint = m_manifest.signer,
                 .user_id = m_signer.user_id,
                 .since = now,
                 .from = m_rule.wanted.empty() ? "first seen with " + m_manifest.release : "given"});
      for (const auto& key : m_manifest.keys)
        if (key.next)
          known.add(m_manifest.product, {.fingerprint = key.fingerprint,
                                         .user_id = key.user_id,
                                         .since = now,
                                         .from = "announced by " + m_manifest.release});
      if (known.of(m_manifest.product).size() != before) known.write(m_rule.file);
    } catch (const Error& error) {
      if (error.code() == ExitCode::interrupted) throw;
      m_signer.not_kept = in_one_line(error);
    }
  }

  const manifest::Manifest& m_manifest;
  const std::vector<gates::Check>& m_checks;
  const SignerRule& m_rule;
  Signer m_signer;
};

}  // namespace

std::string require_full_fingerprint(const std::string& text) {
  std::string fingerprint;
  for (const char c : text)
    if (c != ' ') fingerprint += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (fingerprint.size() == k_fingerprint_digits &&
      fingerprint.find_first_not_of("0123456789ABCDEF") == std::string::npos)
    return fingerprint;
  throw Error(ExitCode::usage, fmt::format("'{}' is not a full fingerprint", text))
      .hint("give all 40 hexadecimal digits: a short key id can be forged");
}

std::optional<layout::OwnFingerprints> own_keys(const config::Config& config,
                                                const manifest::Manifest& manifest) {
  if (config.product != manifest.product) return std::nullopt;
  const TempDir tmp(temporary_folder(), "keys-");
  return layout::own_fingerprints(config, tmp.path());
}

Signer check_signer(const manifest::Manifest& manifest, const std::vector<gates::Check>& checks,
                    const SignerRule& rule) {
  return SignerChecker(manifest, checks, rule).run();
}

std::string shown_signer(const Signer& signer) {
  const std::string who = signer.user_id.empty() ? signer.fingerprint
                                                 : fmt::format("{} ({})", signer.user_id, signer.fingerprint);
  if (signer.from == "repos.yaml") return fmt::format("signed by {}, a key of repos.yaml", who);
  if (signer.since.empty()) return fmt::format("signed by {}, which was not known here before", who);
  return fmt::format("signed by {}, known here since {} ({})", who, signer.since.substr(0, 10), signer.from);
}

}  // namespace rpmworks::verifying
