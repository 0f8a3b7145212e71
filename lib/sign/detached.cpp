// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "rpm/openpgp.hpp"
#include "sign/signer.hpp"

namespace rpmworks::sign {

namespace {

constexpr std::chrono::seconds k_deadline{60};
/// What gpgv's status lines report (doc/DETAILS of GnuPG).
struct Status {
  std::string outcome;      ///< GOODSIG, EXPKEYSIG, BADSIG …
  std::string signer;       ///< key id, or fingerprint if gpgv reports one
  std::string primary;      ///< full fingerprint
  std::string signing_key;  ///< full fingerprint
  std::string hash;         ///< number of the hash algorithm, or "sha256"
  std::string signature_class;
  int64_t made = 0;
  int64_t expires = 0;
  int64_t key_expired = 0;
  bool no_key = false;
};

Status read_status(const std::string& lines) {
  constexpr std::array<std::string_view, 7> k_outcomes = {"GOODSIG",   "BADSIG", "EXPSIG", "EXPKEYSIG",
                                                          "REVKEYSIG", "ERRSIG", "NODATA"};
  Status status;
  for (const auto& line : split(lines, '\n')) {
    const auto words = split(line, ' ');
    if (words.size() < 2 || words[0] != "[GNUPG:]") continue;
    if (std::ranges::find(k_outcomes, words[1]) != k_outcomes.end()) {
      // If there are several signatures, a bad one decides: rpmworks makes exactly one.
      if (status.outcome.empty() || status.outcome == "GOODSIG") status.outcome = words[1];
      // For an unknown key, a recent signature contains the full fingerprint, which is more than the short
      // id.
      const bool tells_all = words[1] == "ERRSIG" && words.size() > 8 && words[8] != "-";
      if (words.size() > 2 && status.signer.empty()) status.signer = words[tells_all ? 8 : 2];
    }
    if (words[1] == "VALIDSIG" && words.size() > 11) {
      status.signing_key = words[2];
      status.made = std::atoll(words[4].c_str());
      status.expires = std::atoll(words[5].c_str());
      status.hash = words[9] == "8" ? "sha256" : words[9];
      status.signature_class = words[10];
      status.primary = words[11];
    }
    if (words[1] == "NO_PUBKEY") status.no_key = true;
    if (words[1] == "KEYEXPIRED" && words.size() > 2) status.key_expired = std::atoll(words[2].c_str());
  }
  return status;
}

DetachedVerdict judge(const Status& status, const ProcessResult& gpgv) {
  const std::string& id = status.primary.empty() ? status.signer : status.primary;
  const auto verdict = [&](rpm::Trust trust, const std::string& reason) {
    return DetachedVerdict{.trust = trust,
                           .fingerprint = status.primary,
                           .reason = reason,
                           .made = status.made,
                           .expires = status.expires,
                           .signing_key = status.signing_key,
                           .hash = status.hash,
                           .signature_class = status.signature_class,
                           .key_has_expired = status.outcome == "EXPKEYSIG"};
  };
  // If gpgv reached no verdict, or its exit code contradicts the verdict, nothing is known about the
  // signature.
  if (status.outcome.empty() || (status.outcome == "GOODSIG" && !gpgv.ok()))
    return verdict(rpm::Trust::broken,
                   fmt::format("gpgv could not check it ({}): {}",
                               gpgv.timed_out ? "no answer within the deadline"
                                              : fmt::format("exit code {}", gpgv.exit_code),
                               join(last_lines(gpgv.err, 2), "; ")));
  if (status.outcome == "GOODSIG") return verdict(rpm::Trust::good, fmt::format("signed by {}", id));
  // A signature made before its key expired remains valid.
  if (status.outcome == "EXPKEYSIG" && status.key_expired && status.made <= status.key_expired)
    return verdict(rpm::Trust::good, fmt::format("signed by {} (the key has expired since)", id));
  if (status.outcome == "EXPKEYSIG" || status.outcome == "EXPSIG")
    return verdict(rpm::Trust::invalid_key, fmt::format("the signature by {} or its key has expired", id));
  if (status.outcome == "REVKEYSIG")
    return verdict(rpm::Trust::invalid_key, fmt::format("the key {} is revoked", id));
  if (status.outcome == "ERRSIG" && status.no_key)
    return verdict(rpm::Trust::unknown,
                   fmt::format("signed by {}, which is not one of the accepted keys", id));
  if (status.outcome == "ERRSIG")
    return verdict(rpm::Trust::broken, fmt::format("the signature by {} cannot be checked", id));
  if (status.outcome == "BADSIG")
    return verdict(rpm::Trust::broken, fmt::format("the content was changed after {} signed it", id));
  return verdict(rpm::Trust::broken, "it holds no OpenPGP signature");
}

}  // namespace

DetachedVerdict verify_detached(std::string_view bytes, std::string_view signature,
                                const std::vector<fs::path>& public_keys, const fs::path& tmp) {
  const TempDir aside(tmp, "gpgv-");
  std::string keyring;
  for (const auto& file : public_keys)
    for (const auto& block : rpm::unarmour(read_file(file))) keyring += block;  // gpgv needs binary keys
  write_new_file(aside.path() / "keyring.gpg", keyring);
  write_new_file(aside.path() / "signature.asc", signature);
  // gpgv needs no home, starts no agent, and trusts only the keys in its keyring.
  Command verify;
  verify.argv = {"gpgv",
                 "--homedir",
                 aside.path().string(),
                 "--status-fd",
                 "1",
                 "--keyring",
                 (aside.path() / "keyring.gpg").string(),
                 (aside.path() / "signature.asc").string(),
                 "-"};
  verify.input = bytes;
  verify.deadline = k_deadline;
  const ProcessResult result = run(verify);
  return judge(read_status(result.out), result);
}

}  // namespace rpmworks::sign
