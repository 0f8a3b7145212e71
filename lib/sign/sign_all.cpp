// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <sstream>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"
#include "rpm/package.hpp"
#include "rpm/signing.hpp"
#include "sign/package_signature.hpp"
#include "sign/signature_record.hpp"
#include "sign/signature_time.hpp"
#include "sign/signer.hpp"
#include "sign/signer_verifier.hpp"

namespace rpmworks::sign {

namespace {

constexpr const char* k_of_another = "its record belongs to another package";

class Signing {
 public:
  Signing(const SigningRule& rule, store::Store& store, const fs::path& tmp, Reporter& reporter)
      : m_rule(rule), m_store(store), m_aside(tmp, "sign-"), m_reporter(reporter) {
    for (auto* signer : rule.signers) {
      m_verifiers.emplace_back(*signer, m_aside.path());
      m_has_own_times.push_back(is_known_random(*signer, store));
    }
  }

  std::vector<std::string> run(const std::vector<std::string>& unsigned_sha256) {
    std::vector<std::string> different = unsigned_sha256;
    std::ranges::sort(different);
    different.erase(std::ranges::unique(different).begin(), different.end());
    std::vector<std::string> found(different.size());
    parallel_for(different.size(), thread_limit(), [&](size_t i) { found[i] = reused(different[i]); });
    std::vector<std::string> missing;
    for (size_t i = 0; i < different.size(); ++i) {
      if (found[i].empty()) missing.push_back(different[i]);
      m_signed[different[i]] = found[i];
    }
    if (!missing.empty()) sign(missing);
    std::vector<std::string> result;
    for (const auto& digest : unsigned_sha256) result.push_back(m_signed.at(digest));
    return result;
  }

 private:
  std::string record_of(const std::string& unsigned_sha256) const {
    return signature_record({.kind = m_rule.signs_payload ? "package and payload" : "package",
                             .subject = unsigned_sha256,
                             .signers = m_rule.signers});
  }

  // The digest of the signed package if its signature is already in the store, else "". Trusts nothing in the
  // store: checks that the record belongs to this package, and that the signature is good and by this key.
  std::string reused(const std::string& unsigned_sha256) {
    const auto known = k_signed_packages.find(m_store, record_of(unsigned_sha256));
    if (!known) return {};
    auto original = store::KnownBlob::of(m_store, unsigned_sha256);
    auto copy = store::KnownBlob::find(m_store, known->sha256);
    if (copy && copy->is_whole()) {
      Kept kept = check(*copy, original);
      if (kept.fault.empty() && !is_copy_of(*copy, unsigned_sha256, known->start, original.file()))
        kept.fault = k_of_another;
      if (kept.fault.empty()) return kept.has_times_of_inputs ? known->sha256 : "";
      warn(kept.fault);
      return {};
    }
    const fs::path file = m_aside.path() / unsigned_sha256;
    splice(known->start, original.file(), signature_length(original.file()), file);
    store::StagedBlob staged = m_store.stage(file);
    fs::remove(file);
    const Kept kept =
        staged.sha256() == known->sha256 ? check(staged.file(), original) : Kept{.fault = k_of_another};
    if (!kept.fault.empty()) {
      warn(kept.fault);
      return {};
    }
    if (!kept.has_times_of_inputs) return {};
    if (copy)
      m_reporter.warning(fmt::format("the signed package {} in the store {} was damaged and is replaced",
                                     known->sha256.substr(0, 12), m_store.folder().string()));
    return m_store.put(std::move(staged));
  }

  void warn(const std::string& fault) {
    m_reporter.warning(fmt::format("a signature by {} in the store {} is not valid and is replaced: {}",
                                   shown_signers(), m_store.folder().string(), fault));
  }

  std::string shown_signers() const {
    std::vector<std::string> fingerprints;
    for (const auto* signer : m_rule.signers) fingerprints.push_back(signer->fingerprint());
    return join(fingerprints, " and ");
  }

  struct Kept {
    std::string fault;  ///< why a signed copy does not carry good signatures by all signers; empty if it does
    bool has_times_of_inputs = true;  ///< those that signing would give it now
  };

  /// `signed_copy`: a blob of the store, or a file that is not in it yet.
  template <class File>
  Kept check(File&& signed_copy, store::KnownBlob& original) const {
    const Original facts = facts_of(original);
    Kept kept;
    for (size_t i = 0; i < m_verifiers.size(); ++i) {
      const SignerVerifier::Finding found = m_verifiers[i].find(signed_copy);
      if (!found.fault.empty()) return {.fault = found.fault};
      // A package that the key signed before it came here has its own time.
      if (facts.has_signature || m_has_own_times[i]) continue;
      const SignatureTime wanted = signature_time(facts.build_time, *m_rule.signers[i], seconds_now());
      kept.has_times_of_inputs = kept.has_times_of_inputs && is_time_kept(found.made, wanted);
    }
    return kept;
  }

  struct Original {
    int64_t build_time = 0;
    bool has_signature = false;
  };

  static Original facts_of(store::KnownBlob& original) {
    constexpr std::string_view k_question = "build time, and whether it is signed";
    Original facts;
    if (const auto known = original.answer(k_question)) {
      std::istringstream in(*known);
      if (in >> facts.build_time >> facts.has_signature) return facts;
    }
    const rpm::Package package = rpm::read_package(original.file());
    facts = {.build_time = package.build_time, .has_signature = package.signature.has_value()};
    original.keep(k_question, fmt::format("{} {:d}", facts.build_time, facts.has_signature));
    return facts;
  }

  static std::string copy_question(const std::string& unsigned_sha256, const std::string& start) {
    return fmt::format("a signed copy of {} that starts with {}", unsigned_sha256, sha256(start));
  }

  // Whether a signed copy has the header and the payload of the package without signature.
  static bool is_copy_of(store::KnownBlob& copy, const std::string& unsigned_sha256, const std::string& start,
                         const fs::path& original) {
    const std::string question = copy_question(unsigned_sha256, start);
    if (copy.answer(question)) return true;
    if (!is_spliced(copy.file(), start, original, signature_length(original))) return false;
    copy.keep(question, "");
    return true;
  }

  // rpm would sign a damaged package without checking its payload.
  void require_whole(const std::string& digest) const {
    if (store::has_blob_known_whole(m_store, digest)) return;
    const fs::path file = m_store.blob(digest);
    throw Error(ExitCode::failed,
                fmt::format("the package {} in the store {} is damaged, so it is not signed",
                            digest.substr(0, 12), m_store.folder().string()))
        .hint(fmt::format("remove {} and run again: the package is made again", file.string()));
  }

  void sign(const std::vector<std::string>& digests) {
    Activity signing(m_reporter, "signing",
                     fmt::format("{} with {}", counted(digests.size(), "package"), shown_signers()),
                     digests.size());
    // Before anything is signed: a package of a vendor must not stop the run halfway.
    std::vector<char> has_signature(digests.size());
    parallel_for(digests.size(), thread_limit(), [&](size_t i) {
      require_whole(digests[i]);
      const fs::path original = m_store.blob(digests[i]);
      const auto signature = rpm::read_package(original).signature;
      if (signature) refuse_foreign(original, *signature);
      has_signature[i] = signature.has_value();
    });
    // Each signed package is stored at once, so that an interrupted run need not sign it again.
    std::vector<std::string> made(digests.size());
    parallel_for(digests.size(), thread_limit(), [&](size_t i) {
      made[i] = has_signature[i] ? kept_as_it_is(digests[i]) : sign_one(digests[i]);
      signing.step();
    });
    for (size_t i = 0; i < digests.size(); ++i) m_signed[digests[i]] = made[i];
  }

  void refuse_foreign(const fs::path& file, const rpm::Signature& signature) const {
    std::string id = signature.key_id;
    std::ranges::transform(id, id.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (!id.empty() && m_rule.signers.front()->fingerprint().ends_with(id)) return;
    const std::string nevra = rpm::read_package(file).nevra.str();
    throw Error(ExitCode::trust,
                signature.is_readable()
                    ? fmt::format("{} is already signed by another key ({})", nevra, signature.key_id)
                    : fmt::format("{} has a signature that rpm cannot read", nevra))
        .hint(k_unsigned_copy);
  }

  // A package that this key signed before it came here.
  std::string kept_as_it_is(const std::string& digest) {
    auto blob = store::KnownBlob::of(m_store, digest);
    for (const auto& verifier : m_verifiers)
      verifier.require(blob, fmt::format("the signed copy of {}", digest.substr(0, 12)));
    const fs::path file = blob.file();
    k_signed_packages.put(m_store, record_of(digest), {digest, first_bytes(file, signature_length(file))});
    return digest;
  }

  std::string sign_one(const std::string& digest) {
    const fs::path original = m_store.blob(digest);
    const rpm::PackageToSign package = rpm::read_to_sign(original);
    const std::string start = rpm::with_signatures(package.start, signatures_of(original, package));
    if (m_rule.signs_payload) require_readable(original, start);
    const fs::path file = m_aside.path() / digest;
    splice(start, original, package.start.size(), file);
    std::string signed_digest = m_store.put_file(file);
    fs::remove(file);
    auto copy = store::KnownBlob::of(m_store, signed_digest);
    for (const auto& verifier : m_verifiers)
      verifier.require(copy, fmt::format("the signed copy of {}", digest.substr(0, 12)));
    copy.keep(copy_question(digest, start), "");
    k_signed_packages.put(m_store, record_of(digest), {signed_digest, start});
    return signed_digest;
  }

  rpm::NewSignatures signatures_of(const fs::path& original, const rpm::PackageToSign& package) {
    rpm::NewSignatures made;
    std::optional<MappedFile> whole;
    for (auto* signer : m_rule.signers) {
      const int64_t now = seconds_now();
      signer->require_valid(now);
      const SignatureTime time = signature_time(package.build_time, *signer, now);
      if (time.is_of_now) warn_of_clock(original);
      made.header.push_back(signer->signature(package.header, time.seconds));
      // As rpmsign does: without a digest of the payload in the header, a header signature does not cover it.
      if (!made.payload.empty() || (!m_rule.signs_payload && package.has_payload_digest)) continue;
      whole.emplace(original);
      made.payload = signer->signature(whole->bytes().substr(package.start.size()), time.seconds);
    }
    return made;
  }

  // Once: it concerns every package of a machine whose clock is behind.
  void warn_of_clock(const fs::path& package) {
    std::call_once(m_clock_warning,
                   [&] { m_reporter.warning(time_of_now(rpm::read_package(package).nevra.str())); });
  }

  static void require_readable(const fs::path& package, const std::string& start) {
    const std::string fault = rpm::fault_for_old_clients(start);
    if (fault.empty()) return;
    throw Error(ExitCode::gate, fmt::format("the clients of {} cannot read it when it is signed: {}",
                                            rpm::read_package(package).nevra.str(), fault))
        .hint("build it with an rpm that reserves less space for signatures, or sign with a smaller key");
  }

  const SigningRule& m_rule;
  store::Store& m_store;
  TempDir m_aside;
  Reporter& m_reporter;
  std::vector<SignerVerifier> m_verifiers;
  std::vector<char> m_has_own_times;  ///< of the signers: their signatures never get the time of the inputs
  std::once_flag m_clock_warning;
  std::map<std::string, std::string> m_signed;
};

}  // namespace

std::vector<std::string> sign_all(const std::vector<std::string>& unsigned_sha256, const SigningRule& rule,
                                  store::Store& store, const fs::path& tmp, Reporter& reporter) {
  return Signing(rule, store, tmp, reporter).run(unsigned_sha256);
}

}  // namespace rpmworks::sign
