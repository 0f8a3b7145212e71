// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <fmt/format.h>
#include <rpm/header.h>
#include <rpm/rpmcli.h>
#include <rpm/rpmcrypto.h>
#include <rpm/rpmpgp.h>
#include <rpm/rpmts.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"
#include "rpm/openpgp.hpp"
#include "rpm/package.hpp"
#include "rpm/reader.hpp"
#include "rpm/runtime.hpp"
#include "rpm/trusted_keys.hpp"

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

// Whether every digest of a package exists and matches. `skip` selects checks to omit.
bool digests_hold(const fs::path& package, rpmVSFlags skip) {
  const Transaction ts = new_transaction(nullptr);
  rpmtsSetVfyLevel(ts.get(), RPMSIG_DIGEST_TYPE);
  rpmtsSetVfyFlags(ts.get(), skip);
  const Stream stream = open_package(package);
  rpmQVKArguments_s arguments{};
  return stream && rpmVerifySignatures(&arguments, ts.get(), stream.get(), package.c_str()) == 0;
}

}  // namespace

struct Keyring::State {
  TrustedKeys keys;
};

namespace {

// Adds the header, and for signatures over both the payload, to a digest.
Hashing hashing_of(const fs::path& package, const SignedParts& parts, bool with_payload) {
  return [&package, &parts, with_payload](DIGEST_CTX context) {
    rpmDigestUpdate(context, parts.header.data(), parts.header.size());
    if (!with_payload) return true;
    const FileDescriptor file(::open(package.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file || ::lseek(file.get(), static_cast<off_t>(parts.payload), SEEK_SET) < 0) return false;
    std::vector<char> buffer(256UL << 10);
    ssize_t got = 0;
    while ((got = ::read(file.get(), buffer.data(), buffer.size())) > 0)
      rpmDigestUpdate(context, buffer.data(), static_cast<size_t>(got));
    return got == 0;
  };
}

// Whether the header, which a signature covers, has a digest of the payload that librpm has checked.
bool header_covers_payload(Header header) {
  const std::vector<std::string> digests = texts_of(header, RPMTAG_PAYLOADDIGEST);
  const uint64_t given = headerGetNumber(header, RPMTAG_PAYLOADDIGESTALGO);
  const uint64_t algorithm = given ? given : uint64_t{PGPHASHALGO_SHA256};  // rpm 6 does not write it
  const bool is_strong =
      algorithm == PGPHASHALGO_SHA256 || algorithm == PGPHASHALGO_SHA384 || algorithm == PGPHASHALGO_SHA512;
  return is_strong && !digests.empty() && !digests.front().empty();
}

// The finding that decides; the first one among equals, so that the verdict does not depend on the keys.
const Finding* deciding(const std::vector<Finding>& findings) {
  const auto find = [&](auto&& matches) -> const Finding* {
    const auto at = std::ranges::find_if(findings, matches);
    return at == findings.end() ? nullptr : &*at;
  };
  const auto is_weak = [](const Finding& one) { return one.verdict.signature->hash == "sha1"; };
  if (const Finding* wrong = find([](const Finding& one) { return one.refuses_all; })) return wrong;
  if (const Finding* strong =
          find([&](const Finding& one) { return one.verdict.trust == Trust::good && !is_weak(one); }))
    return strong;
  for (const Trust trust : {Trust::good, Trust::weak_hash, Trust::invalid_key, Trust::unknown, Trust::broken})
    if (const Finding* first = find([&](const Finding& one) { return one.verdict.trust == trust; }))
      return first;
  return nullptr;
}

std::string shown(const UnusableKey& key) {
  const std::string id =
      key.fingerprint.empty() ? "a key without a fingerprint of version 4" : key.fingerprint;
  return printable(key.user_id.empty() ? id : id + " " + key.user_id);
}

// The Error for a key of a file that cannot be used.
Error unusable(const fs::path& file, const UnusableKey& key, const std::vector<Certificate>& others) {
  std::vector<std::string> notes = key.reason.notes();
  for (const Certificate& other : others)
    notes.push_back(
        printable(fmt::format("the file also contains {} {}", other.primary().fingerprint, other.user_id)));
  return Error(ExitCode::invalid,
               fmt::format("{}: the key {} cannot be used: {}", file.string(), shown(key), key.reason.what()))
      .notes(std::move(notes))
      .hint(others.empty() ? key.reason.hint()
                           : "if you trust one of the other keys, select it: set `fingerprint` of the key in "
                             "repos.yaml");
}

}  // namespace

Keyring::Keyring() {
  start_runtime();
  m_state = std::make_unique<State>();
}
Keyring::~Keyring() = default;
Keyring::Keyring(Keyring&&) noexcept = default;
Keyring& Keyring::operator=(Keyring&&) noexcept = default;

void Keyring::add(const fs::path& public_key, const std::string& fingerprint, const KeyPolicy& policy) {
  const std::string text = read_file(public_key);
  CertificateList list;
  with_context(fmt::format("reading the public key {}", public_key.string()), [&] {
    for (const std::string& block : unarmour(text)) {
      CertificateList some = read_all_certificates(block);
      std::ranges::move(some.usable, std::back_inserter(list.usable));
      std::ranges::move(some.unusable, std::back_inserter(list.unusable));
    }
  });
  if (list.usable.empty() && list.unusable.empty()) {
    Error error(ExitCode::invalid, fmt::format("{} contains no public key", public_key.string()));
    if (text.find("BEGIN PGP PRIVATE KEY BLOCK") != std::string::npos) {
      throw std::move(error).hint(
          "this is a secret key; export the public key: gpg --homedir DIR --armor --export KEY");
    }
    throw std::move(error).hint(
        "the file must be ASCII-armoured: gpg --homedir DIR --armor --export KEY > FILE");
  }
  const std::string wanted = canonical_fingerprint(fingerprint);
  for (const UnusableKey& key : list.unusable)
    if (wanted.empty() || wanted == key.fingerprint) throw unusable(public_key, key, list.usable);
  std::vector<std::string> others;
  bool found = false;
  for (const Certificate& certificate : list.usable) {
    if (wanted.empty() || certificate.primary().fingerprint == wanted) {
      m_state->keys.add(certificate, policy);
      found = true;
    } else {
      others.push_back(
          fmt::format("it contains {} {}", certificate.primary().fingerprint, certificate.user_id));
    }
  }
  for (const UnusableKey& key : list.unusable)
    others.push_back(fmt::format("it contains {}, which cannot be used", shown(key)));
  if (!found) {
    throw Error(ExitCode::invalid, fmt::format("{} does not contain the key {}", public_key.string(), wanted))
        .notes(std::move(others))
        .hint("use the full fingerprint of the primary key, and verify it with the key's owner");
  }
}

Keyring::Verdict Keyring::verify(const fs::path& package) const {
  const MessageCapture capture;
  const HeaderHandle header = read_header(package);
  if (!header) {
    std::vector<std::string> messages{"it cannot be read as a package"};
    if (!capture.messages().empty()) messages.push_back(join(capture.messages(), "; "));
    return {
        .trust = Trust::broken, .signature = {}, .primary = {}, .reason = join(messages, ": "), .hint = {}};
  }
  const auto parts = read_signed_parts(package);
  Verdict verdict;
  const auto is = [&](Trust trust, std::string reason) {
    verdict.trust = trust;
    verdict.reason = std::move(reason);
    return verdict;
  };
  if (!parts) return is(Trust::broken, "it cannot be read as a package: its signature header is damaged");
  if (!parts->signatures.empty()) verdict.signature = m_state->keys.shown(parts->signatures.front());

  // librpm checks the digests and the format, never the signatures: it takes unknown kinds of
  // signatures for missing ones.
  if (!digests_hold(package, k_digests_only)) {
    return is(Trust::broken, digests_hold(package, k_digests_only | k_header_only)
                                 ? "its payload does not match its own digest: it was damaged, truncated or "
                                   "altered"
                                 : "its header does not match its own digest: it was damaged or altered");
  }
  if (parts->signatures.empty()) return is(Trust::unsigned_, "it is not signed");
  std::vector<Finding> findings;
  for (const FoundSignature& found : parts->signatures)
    findings.push_back(m_state->keys.judge(found, hashing_of(package, *parts, found.covers_payload)));
  const Finding& decides = *deciding(findings);
  if (decides.verdict.trust != Trust::good) return decides.verdict;
  const bool is_covered =
      header_covers_payload(header.get()) || std::ranges::any_of(findings, [](const Finding& one) {
        return one.verdict.trust == Trust::good && one.covers_payload;
      });
  if (is_covered) return decides.verdict;
  // The signature over the payload may be there, but refused.
  for (const Finding& one : findings)
    if (one.covers_payload && one.verdict.trust != Trust::good) return one.verdict;
  verdict = decides.verdict;
  return is(Trust::broken, "its signature covers only the header, and no signed digest covers the payload");
}

Keyring::Verdict Keyring::verify_detached(std::string_view bytes, std::string_view signatures) const {
  const MessageCapture unheard;
  const auto broken = [](std::string reason) {
    return Verdict{
        .trust = Trust::broken, .signature = {}, .primary = {}, .reason = std::move(reason), .hint = {}};
  };
  std::vector<FoundSignature> found;
  try {
    const bool is_armoured = signatures.find("-----BEGIN PGP") != std::string_view::npos;
    for (const std::string& packets :
         is_armoured ? unarmour_signatures(signatures) : std::vector{std::string(signatures)})
      for (FoundSignature& one : detached_signatures(packets)) found.push_back(std::move(one));
  } catch (const Error&) {
    return broken("its signature is damaged, or is not an OpenPGP signature");
  }
  if (found.empty()) return broken("its signature file contains no OpenPGP signature");
  const Hashing hash = [&](DIGEST_CTX context) {
    return rpmDigestUpdate(context, bytes.data(), bytes.size()) == 0;
  };
  std::vector<Finding> findings;
  for (const FoundSignature& one : found) findings.push_back(m_state->keys.judge(one, hash));
  return deciding(findings)->verdict;
}

void Keyring::require(const fs::path& package, const std::string& origin) const {
  const Verdict verdict = verify(package);
  if (verdict.trust != Trust::good) throw refusal(package, origin, verdict);
}

Error Keyring::refusal(const fs::path& package, const std::string& origin, const Verdict& verdict) const {
  std::vector<std::string> notes{verdict.reason};
  for (const std::string& fingerprint : fingerprints()) notes.push_back("trusted here: " + fingerprint);
  if (m_state->keys.primaries().empty()) notes.push_back("no key is trusted for this repository");
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
    case Trust::weak_hash:
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
  if (!verdict.hint.empty()) hint = verdict.hint;
  return Error(ExitCode::trust,
               fmt::format("the package {} of {} cannot be trusted", package.filename().string(), origin))
      .notes(std::move(notes))
      .hint(std::move(hint));
}

std::vector<std::string> Keyring::fingerprints() const {
  return m_state->keys.primaries();
}

std::string Keyring::armoured() const {
  std::string text;
  for (const auto& [fingerprint, packets] : m_state->keys.certificates()) text += armour(packets);
  return text;
}

std::string Keyring::sha256() const {
  return m_state->keys.sha256();
}

}  // namespace rpmworks::rpm
