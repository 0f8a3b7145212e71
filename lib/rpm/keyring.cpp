// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <rpm/rpmcli.h>
#include <rpm/rpmkeyring.h>
#include <rpm/rpmpgp.h>
#include <rpm/rpmts.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "rpm/openpgp.hpp"
#include "rpm/package.hpp"
#include "rpm/reader.hpp"
#include "rpm/runtime.hpp"

namespace rpmworks::rpm {

namespace {

std::string canonical_fingerprint(const std::string& text) {
  std::string digits;
  for (const char letter : text) {
    if (letter == ' ' || letter == ':') continue;
    digits += static_cast<char>(letter >= 'a' && letter <= 'f' ? letter - 32 : letter);
  }
  return digits;
}

// NEEDPAYLOAD: the payload is verified later, so do not read the payload or require its digests now.
constexpr rpmVSFlags k_header_only = RPMVSF_NEEDPAYLOAD;
constexpr rpmVSFlags k_digests_only = RPMVSF_MASK_NOSIGNATURES;

// Whether everything that `level` requires exists and matches. `skip` selects checks to omit.
bool holds(const fs::path& package, rpmKeyring keyring, int level, rpmVSFlags skip) {
  const Transaction ts = new_transaction(keyring);
  rpmtsSetVfyLevel(ts.get(), level);
  rpmtsSetVfyFlags(ts.get(), skip);
  const Stream stream = open_package(package);
  rpmQVKArguments_s arguments{};
  return stream && rpmVerifySignatures(&arguments, ts.get(), stream.get(), package.c_str()) == 0;
}

}  // namespace

struct Keyring::State {
  struct Known {
    SigningKey key;
    std::string user_id;
    std::string primary;  ///< fingerprint
  };
  KeyringHandle keys{rpmKeyringNew()};
  std::multimap<std::string, Known> known;  ///< by key id, which may not be unique
  std::vector<std::string> primaries;
  std::map<std::string, std::string>
      certificates;  ///< whole certificates by fingerprint, without revoked ones

  void add(const Certificate& certificate);
  const Known* find(const std::string& key_id) const;
  std::string why_invalid(const Signature& signature) const;
};

void Keyring::State::add(const Certificate& certificate) {
  const auto* packets = reinterpret_cast<const uint8_t*>(certificate.packets.data());
  const Pubkey primary(rpmPubkeyNew(packets, certificate.packets.size()));
  if (!primary) {
    throw Error(ExitCode::invalid,
                fmt::format("rpm cannot use the OpenPGP key {}", certificate.primary().fingerprint));
  }
  rpmKeyringAddKey(keys.get(), primary.get());
  if (certificate.keys.size() > 1) {
    int count = 0;
    rpmPubkey* subkeys = rpmGetSubkeys(primary.get(), &count);
    for (int i = 0; i < count; ++i) {
      const Pubkey subkey(subkeys[i]);
      rpmKeyringAddKey(keys.get(), subkey.get());
    }
    std::free(subkeys);
  }
  const std::string& fingerprint = certificate.primary().fingerprint;
  if (std::ranges::find(primaries, fingerprint) == primaries.end()) primaries.push_back(fingerprint);
  std::ranges::sort(primaries);
  if (!certificate.primary().revoked) certificates[fingerprint] = certificate.whole;
  for (const SigningKey& key : certificate.keys) {
    const auto [begin, end] = known.equal_range(key.key_id);
    const auto same = std::find_if(
        begin, end, [&](const auto& entry) { return entry.second.key.fingerprint == key.fingerprint; });
    if (same == end) {
      known.insert({key.key_id, {key, certificate.user_id, fingerprint}});
    } else {
      // If one copy of a key is revoked, the key is revoked.
      same->second.key.revoked |= key.revoked;
    }
  }
}

const Keyring::State::Known* Keyring::State::find(const std::string& key_id) const {
  const auto at = known.find(key_id);
  return at == known.end() ? nullptr : &at->second;
}

// The reason why a key with a matching signature must not be trusted; empty if it may.
std::string Keyring::State::why_invalid(const Signature& signature) const {
  const auto [begin, end] = known.equal_range(signature.key_id);
  for (auto at = begin; at != end; ++at) {
    std::vector<const SigningKey*> chain{&at->second.key};
    for (const auto& [id, other] : known) {
      if (other.key.fingerprint == at->second.primary && &other.key != chain.front())
        chain.push_back(&other.key);
    }
    for (const SigningKey* key : chain) {
      if (key->revoked) return fmt::format("its owner has revoked the key {}", key->fingerprint);
      if (signature.created < key->created) {
        return fmt::format("the signature is older than the key {}", key->fingerprint);
      }
      if (key->expires && signature.created >= *key->expires) {
        return fmt::format("the key {} had expired when the signature was made", key->fingerprint);
      }
    }
  }
  return {};
}

Keyring::Keyring() {
  start_runtime();
  m_state = std::make_unique<State>();
}
Keyring::~Keyring() = default;
Keyring::Keyring(Keyring&&) noexcept = default;
Keyring& Keyring::operator=(Keyring&&) noexcept = default;

void Keyring::add(const fs::path& public_key, const std::string& fingerprint) {
  const std::string text = read_file(public_key);
  std::vector<Certificate> certificates;
  with_context(fmt::format("reading the public key {}", public_key.string()), [&] {
    for (const std::string& block : unarmour(text)) {
      for (Certificate& certificate : read_certificates(block))
        certificates.push_back(std::move(certificate));
    }
  });
  if (certificates.empty()) {
    Error error(ExitCode::invalid, fmt::format("{} contains no public key", public_key.string()));
    if (text.find("BEGIN PGP PRIVATE KEY BLOCK") != std::string::npos) {
      throw std::move(error).hint(
          "this is a secret key; export the public key: gpg --homedir DIR --armor --export KEY");
    }
    throw std::move(error).hint(
        "the file must be ASCII-armoured: gpg --homedir DIR --armor --export KEY > FILE");
  }
  const std::string wanted = canonical_fingerprint(fingerprint);
  std::vector<std::string> others;
  bool found = false;
  for (const Certificate& certificate : certificates) {
    if (wanted.empty() || certificate.primary().fingerprint == wanted) {
      m_state->add(certificate);
      found = true;
    } else {
      others.push_back(
          fmt::format("it contains {} {}", certificate.primary().fingerprint, certificate.user_id));
    }
  }
  if (!found) {
    throw Error(ExitCode::invalid, fmt::format("{} does not contain the key {}", public_key.string(), wanted))
        .notes(std::move(others))
        .hint("use the full fingerprint of the primary key, and verify it with the key's owner");
  }
}

Keyring::Verdict Keyring::verify(const fs::path& package) const {
  const MessageCapture capture;
  Verdict verdict;
  auto is = [&](Trust trust, std::string reason) {
    verdict.trust = trust;
    verdict.reason = std::move(reason);
    return verdict;
  };

  const HeaderHandle header = read_header(package);
  if (!header) return is(Trust::broken, "it cannot be read as a package: " + join(capture.messages(), "; "));
  const std::vector<Signature> signatures = signatures_of(header.get(), package);
  if (!signatures.empty()) {
    verdict.signature = signatures.front();
    if (const State::Known* known = m_state->find(signatures.front().key_id)) {
      verdict.signature->fingerprint = known->key.fingerprint;
    }
  }

  constexpr int k_digests = RPMSIG_DIGEST_TYPE;
  constexpr int k_everything = RPMSIG_DIGEST_TYPE | RPMSIG_SIGNATURE_TYPE;
  rpmKeyring keys = m_state->keys.get();
  const bool all_readable = std::ranges::all_of(signatures, &Signature::is_readable);
  if (!signatures.empty() && all_readable && holds(package, keys, k_everything, RPMVSF_DEFAULT)) {
    for (const Signature& signature : signatures) {
      if (signature.hash == "md5")
        return is(Trust::broken, "it is signed over an MD5 hash, which can be forged");
      if (std::string why = m_state->why_invalid(signature); !why.empty()) return is(Trust::invalid_key, why);
    }
    const State::Known* known = m_state->find(signatures.front().key_id);
    return is(Trust::good, fmt::format("signed by {}", known ? known->user_id : signatures.front().key_id));
  }

  // Verification failed; find out why.
  if (!holds(package, keys, k_digests, k_digests_only | k_header_only)) {
    return is(Trust::broken, "its header does not match its own digest: it was damaged or altered");
  }
  if (!holds(package, keys, k_digests, k_digests_only)) {
    return is(Trust::broken,
              "its payload does not match its own digest: it was damaged, truncated or altered");
  }
  if (signatures.empty()) return is(Trust::unsigned_, "it is not signed");
  if (!all_readable) return is(Trust::broken, "it has a signature that rpm cannot read");
  for (const Signature& signature : signatures) {
    if (!m_state->find(signature.key_id)) {
      verdict.signature = signature;
      return is(Trust::unknown,
                fmt::format("it is signed by the key {}, which is not trusted for this repository",
                            signature.key_id));
    }
  }
  if (holds(package, keys, k_everything, k_header_only)) {
    return is(Trust::broken, "its signature covers only the header, and no signed digest covers the payload");
  }
  return is(Trust::broken, fmt::format("its signature by the key {} does not match its contents",
                                       signatures.front().key_id));
}

void Keyring::require(const fs::path& package, const std::string& origin) const {
  const Verdict verdict = verify(package);
  if (verdict.trust != Trust::good) throw refusal(package, origin, verdict);
}

Error Keyring::refusal(const fs::path& package, const std::string& origin, const Verdict& verdict) const {
  std::vector<std::string> notes{verdict.reason};
  for (const std::string& fingerprint : fingerprints()) notes.push_back("trusted here: " + fingerprint);
  if (m_state->primaries.empty()) notes.push_back("no key is trusted for this repository");
  std::string hint;
  switch (verdict.trust) {
    case Trust::unsigned_:
      hint = fmt::format("ask the owner of {} for signed packages, or sign them yourself", origin);
      break;
    case Trust::unknown:
      hint = fmt::format(
          "if the key {} is really the key of {}, add its public key to `keys` and its name to `trust`",
          verdict.signature ? verdict.signature->key_id : "", origin);
      break;
    case Trust::invalid_key:
      hint = fmt::format("get a newer public key, or newly signed packages, from {}", origin);
      break;
    case Trust::broken:
    case Trust::good:
      if (verdict.signature && !verdict.signature->is_readable()) {
        hint = fmt::format(
            "fetch {} again from {}; if the error remains, ask for packages with signatures that this rpm "
            "supports",
            package.string(), origin);
        break;
      }
      hint = fmt::format("delete {} and fetch it again from {}", package.string(), origin);
      break;
  }
  return Error(ExitCode::trust,
               fmt::format("the package {} of {} cannot be trusted", package.filename().string(), origin))
      .notes(std::move(notes))
      .hint(std::move(hint));
}

std::vector<std::string> Keyring::fingerprints() const {
  return m_state->primaries;
}

std::string Keyring::armoured() const {
  std::string text;
  for (const auto& [fingerprint, packets] : m_state->certificates) text += armour(packets);
  return text;
}

std::string Keyring::sha256() const {
  // Increase it if the rules for verdicts change.
  Digest digest;
  digest.field("keyring 1");
  std::vector<std::string> keys;
  for (const auto& [id, entry] : m_state->known) {
    keys.push_back(fmt::format("{} {} {} {} {}", entry.key.fingerprint, entry.key.created,
                               entry.key.expires ? std::to_string(*entry.key.expires) : "never",
                               entry.key.revoked, entry.primary));
  }
  std::ranges::sort(keys);
  for (const std::string& key : keys) digest.field(key);
  return digest.hex();
}

}  // namespace rpmworks::rpm
