// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/trusted_keys.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <rpm/rpmcrypto.h>
#include <rpm/rpmpgp.h>

#include <algorithm>
#include <ctime>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::rpm {

namespace {

std::string date_of(int64_t seconds) {
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

PacketHandle parsed_key(const SigningKey& key) {
  pgpDigParams parsed = nullptr;
  const auto* packet = reinterpret_cast<const uint8_t*>(key.packet.data());
  if (pgpPrtParams(packet, key.packet.size(), PGPTAG_PUBLIC_KEY, &parsed) != 0) return nullptr;
  return PacketHandle(parsed);
}

bool is_of_data(pgpDigParams signature) {
  const int type = pgpSignatureType(signature);
  return type == PGPSIGTYPE_BINARY || type == PGPSIGTYPE_TEXT;
}

bool is_expired(const SigningKey& key) {
  return key.expires && *key.expires <= std::time(nullptr);
}

std::string settings_of(const KeyPolicy& policy) {
  constexpr std::string_view k_expired[] = {"refuse", "signed-before", "ignore"};
  return fmt::format("expired: {}, digests: {}", k_expired[static_cast<size_t>(policy.expired)],
                     policy.sha1 ? "sha1" : "sha256");
}

std::string name_of_key(const KeyPolicy& policy, const std::string& fingerprint) {
  return policy.name.empty() ? "the key " + fingerprint : "keys." + policy.name;
}

}  // namespace

void TrustedKeys::add(const Certificate& certificate, const KeyPolicy& policy) {
  const std::string& fingerprint = certificate.primary().fingerprint;
  for (const SigningKey& key : certificate.keys)
    if (!parsed_key(key))
      throw Error(ExitCode::invalid, fmt::format("rpm cannot use the OpenPGP key {}", key.fingerprint));
  const auto [place, is_new] = m_policies.emplace(fingerprint, policy);
  const KeyPolicy& earlier = place->second;
  if (earlier.expired != policy.expired || earlier.sha1 != policy.sha1) {
    throw Error(ExitCode::invalid,
                fmt::format("the key {} is trusted twice, under different rules", fingerprint))
        .note(fmt::format("{}: {}", name_of_key(earlier, fingerprint), settings_of(earlier)))
        .note(fmt::format("{}: {}", name_of_key(policy, fingerprint), settings_of(policy)))
        .hint("keep only one of them in the `trust` of the upstream");
  }
  if (is_new) m_primaries.insert(std::ranges::lower_bound(m_primaries, fingerprint), fingerprint);
  if (!certificate.primary().revoked) m_certificates[fingerprint] = certificate.whole;
  for (const std::string& subkey : certificate.unreadable_subkeys) m_unreadable[subkey] = fingerprint;
  for (const SigningKey& key : certificate.keys) {
    const auto [begin, end] = m_known.equal_range(key.key_id);
    const auto same = std::find_if(
        begin, end, [&](const auto& entry) { return entry.second.key.fingerprint == key.fingerprint; });
    if (same == end) {
      m_known.insert({key.key_id, {key, certificate.user_id, fingerprint}});
    } else {
      // If one copy of a key is revoked, the key is revoked.
      same->second.key.revoked |= key.revoked;
    }
  }
}

// The key and, for a subkey, its primary key: both must be valid.
std::vector<const TrustedKeys::Known*> TrustedKeys::chain_of(const Known& known) const {
  std::vector<const Known*> chain{&known};
  for (const auto& [id, other] : m_known)
    if (other.key.fingerprint == known.primary && &other != &known) chain.push_back(&other);
  return chain;
}

// The candidate that made the signature. Keys are parsed for each use, because librpm changes a parsed key
// when it verifies with it, and several threads may do that.
const TrustedKeys::Known* TrustedKeys::signer_among(const std::vector<const Known*>& candidates,
                                                    const ReadSignature& read, const Hashing& hash) const {
  const auto algorithm = static_cast<int>(pgpDigParamsAlgo(read.handle.get(), PGPVAL_HASHALGO));
  DIGEST_CTX context = rpmDigestInit(algorithm, RPMDIGEST_NONE);
  if (!context) return nullptr;
  const Known* signer = nullptr;
  if (hash(context)) {
    for (const Known* candidate : candidates) {
      const PacketHandle key = parsed_key(candidate->key);
      if (key && is_made_by(key.get(), read.handle.get(), context)) signer = candidate;
    }
  }
  rpmDigestFinal(context, nullptr, nullptr, 0);
  return signer;
}

Signature TrustedKeys::shown(const FoundSignature& found) const {
  ReadSignature read = read_signature_packet(found.packet);
  const auto [begin, end] = m_known.equal_range(read.shown.key_id);
  for (auto at = begin; at != end; ++at)
    if (read.issuer.empty() || read.issuer == at->second.key.fingerprint)
      read.shown.fingerprint = at->second.key.fingerprint;
  return read.shown;
}

// Says why no trusted key can have made a signature with this key id, in upper case.
void TrustedKeys::explain_unknown(const ReadSignature& read, const std::string& id,
                                  Keyring::Verdict& verdict) const {
  verdict.trust = Trust::unknown;
  verdict.reason =
      fmt::format("it is signed by the key {}, which is not trusted for this repository", read.shown.key_id);
  if (m_known.contains(read.shown.key_id))
    verdict.reason = fmt::format(
        "it is signed by the key {}, which is not trusted for this repository, although a trusted key has "
        "the "
        "same short id {}",
        read.issuer, read.shown.key_id);
  for (const auto& [subkey, primary] : m_unreadable) {
    if (read.issuer.empty() ? !subkey.ends_with(id) : subkey != read.issuer) continue;
    verdict.reason = fmt::format(
        "it is signed by the key {}, a subkey of {} that this machine's rpm cannot use, or whose "
        "binding signature it cannot read",
        subkey, primary);
    verdict.hint =
        "a newer OpenPGP program made that key file; ask its owner for one that rpm 4 reads, as GnuPG "
        "exports it";
  }
}

Finding TrustedKeys::judge(const FoundSignature& found, const Hashing& hash) const {
  Finding finding{.verdict = {}, .refuses_all = false, .covers_payload = found.covers_payload};
  Keyring::Verdict& verdict = finding.verdict;
  const auto is = [&](Trust trust, std::string reason, bool refuses_all = false) {
    verdict.trust = trust;
    verdict.reason = std::move(reason);
    finding.refuses_all = refuses_all;
    return finding;
  };
  const ReadSignature read = read_signature_packet(found.packet);
  verdict.signature = read.shown;
  if (!read.handle && found.format6) {
    verdict.hint = "verify it on a machine with rpm 6, or ask for packages that are also signed for rpm 4";
    return is(Trust::broken,
              "format 6 signatures cannot be verified by this machine's rpm" +
                  (read.issuer.empty() ? "" : fmt::format("; it is signed by the key {}", read.issuer)));
  }
  if (!read.handle || !is_of_data(read.handle.get()))
    return is(Trust::broken, "it has a signature that rpm cannot read", true);
  std::string id = read.shown.key_id;
  for (char& digit : id) digit = static_cast<char>(digit >= 'a' && digit <= 'f' ? digit - 32 : digit);
  if (!read.issuer.empty() && !read.issuer.ends_with(id))
    return is(Trust::broken,
              fmt::format("its signature is damaged: it names the keys {} and {}", id, read.issuer), true);
  std::vector<const Known*> candidates;
  const auto [begin, end] = m_known.equal_range(read.shown.key_id);
  for (auto at = begin; at != end; ++at) {
    if (read.issuer.empty() || read.issuer == at->second.key.fingerprint) candidates.push_back(&at->second);
  }
  if (candidates.empty()) {
    explain_unknown(read, id, verdict);
    return finding;
  }
  const Known* signer = signer_among(candidates, read, hash);
  if (!signer) {
    verdict.signature->fingerprint = candidates.front()->key.fingerprint;
    verdict.primary = candidates.front()->primary;
    return is(Trust::broken,
              fmt::format("its signature by the key {} does not match its contents", read.shown.key_id),
              true);
  }
  verdict.signature->fingerprint = signer->key.fingerprint;
  verdict.primary = signer->primary;
  verdict.trust = Trust::good;
  verdict.reason = fmt::format("signed by {}", signer->user_id.empty() ? signer->primary : signer->user_id);
  apply_policy(*signer, finding);
  return finding;
}

// Refuses the finding of a signature that matches its data, if the key or its policy does not allow it.
void TrustedKeys::apply_policy(const Known& signer, Finding& finding) const {
  Keyring::Verdict& verdict = finding.verdict;
  const KeyPolicy& policy = m_policies.at(signer.primary);
  const int64_t made = verdict.signature->created;
  const auto refuse = [&](Trust trust, std::string reason) {
    verdict.trust = trust;
    verdict.reason = std::move(reason);
  };
  for (const Known* known : chain_of(signer)) {
    if (known->key.revoked) {
      finding.refuses_all = true;
      return refuse(Trust::invalid_key,
                    fmt::format("its owner has revoked the key {}", known->key.fingerprint));
    }
    if (made < known->key.created)
      return refuse(Trust::invalid_key,
                    fmt::format("the signature is older than the key {}", known->key.fingerprint));
  }
  if (verdict.signature->hash == "md5")
    return refuse(Trust::broken, "it is signed over an MD5 hash, which can be forged");

  std::vector<std::string> reasons;
  std::vector<std::string> settings;
  Trust trust = Trust::good;
  bool made_after = false;
  if (verdict.signature->hash == "sha1" && !policy.sha1) {
    trust = Trust::weak_hash;
    reasons.emplace_back("it is signed over a SHA-1 hash, which can be forged");
    settings.emplace_back("`digests: sha1`");
  }
  using Expired = KeyPolicy::Expired;
  for (const Known* known : chain_of(signer)) {
    if (policy.expired == Expired::ignore || !known->key.expires) continue;
    made_after = made >= *known->key.expires;
    if (!made_after && (policy.expired == Expired::signed_before || !is_expired(known->key))) continue;
    trust = Trust::invalid_key;
    reasons.push_back(fmt::format("the key {} expired on {}, {} the signature was made on {}",
                                  known->key.fingerprint, date_of(*known->key.expires),
                                  made_after ? "before" : "after", date_of(made)));
    settings.emplace_back(made_after ? "`expired: ignore`" : "`expired: signed-before`");
    break;
  }
  if (reasons.empty()) return;
  refuse(trust, join(reasons, "; "));
  verdict.hint = fmt::format(
      "{}to accept such signatures all the same, set {} for {}",
      made_after ? "get the key file again from its owner, who may have extended the key since; " : "",
      join(settings, " and "), name_of_key(policy, signer.primary));
}

std::string TrustedKeys::sha256() const {
  // Increase it if the rules for verdicts change.
  Digest digest;
  digest.field("keyring 2");
  std::vector<std::string> keys;
  for (const auto& [id, entry] : m_known) {
    const KeyPolicy& policy = m_policies.at(entry.primary);
    const bool counts = policy.expired == KeyPolicy::Expired::refuse;
    keys.push_back(fmt::format("{} {} {} {} {} {} {}", entry.key.fingerprint, entry.key.created,
                               entry.key.expires ? std::to_string(*entry.key.expires) : "never",
                               entry.key.revoked, entry.primary, settings_of(policy),
                               counts && is_expired(entry.key)));
  }
  std::ranges::sort(keys);
  for (const std::string& key : keys) digest.field(key);
  return digest.hex();
}

}  // namespace rpmworks::rpm
