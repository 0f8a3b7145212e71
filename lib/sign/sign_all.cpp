// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"
#include "rpm/package.hpp"
#include "sign/package_signature.hpp"
#include "sign/signature_record.hpp"
#include "sign/signer.hpp"

namespace rpmworks::sign {

namespace {

constexpr const char* k_packages = "package";
constexpr const char* k_of_another = "its record belongs to another package";

class Signing {
 public:
  Signing(Signer& signer, store::Store& store, const fs::path& tmp, Reporter& reporter)
      : m_signer(signer), m_store(store), m_aside(tmp, "sign-"), m_reporter(reporter) {
    const fs::path key = m_aside.path() / "key.asc";
    write_new_file(key, m_signer.public_key());
    m_keyring.add(key, m_signer.fingerprint(), rpm::policy_of_rpm());
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
  // The digest of the signed package if its signature is already in the store, else "". Trusts nothing in the
  // store: checks that the record belongs to this package, and that the signature is good and by this key.
  std::string reused(const std::string& unsigned_sha256) {
    const auto known =
        k_signed_packages.find(m_store, signature_record(k_packages, unsigned_sha256, m_signer));
    if (!known) return {};
    const fs::path original = m_store.blob(unsigned_sha256);
    const size_t offset = signature_length(original);
    const bool is_there = m_store.has_blob(known->sha256);
    if (m_store.has_whole_blob(known->sha256)) {
      const fs::path file = m_store.blob(known->sha256);
      std::string fault = fault_of_signature(file);
      if (fault.empty() && !is_spliced(file, known->start, original, offset)) fault = k_of_another;
      if (fault.empty()) return known->sha256;
      warn(fault);
      return {};
    }
    const fs::path file = m_aside.path() / unsigned_sha256;
    splice(known->start, original, offset, file);
    store::StagedBlob staged = m_store.stage(file);
    fs::remove(file);
    const std::string fault =
        staged.sha256() == known->sha256 ? fault_of_signature(staged.file()) : k_of_another;
    if (!fault.empty()) {
      warn(fault);
      return {};
    }
    if (is_there)
      m_reporter.warning(fmt::format("the signed package {} in the store {} was damaged and is replaced",
                                     known->sha256.substr(0, 12), m_store.folder().string()));
    return m_store.put(std::move(staged));
  }

  void warn(const std::string& fault) {
    m_reporter.warning(fmt::format("a signature by {} in the store {} is not valid and is replaced: {}",
                                   m_signer.fingerprint(), m_store.folder().string(), fault));
  }

  // Why a package does not carry a good signature by the signer's primary key; empty if it does.
  std::string fault_of_signature(const fs::path& file) const {
    const auto verdict = m_keyring.verify(file);
    if (verdict.trust != rpm::Trust::good) return verdict.reason;
    const std::string& by = verdict.signature->fingerprint;
    if (by == m_signer.fingerprint()) return {};
    return fmt::format("it was made by the key {}, not by {}", by, m_signer.fingerprint());
  }

  // rpm would sign a damaged package without checking its payload.
  void require_whole(const std::string& digest) const {
    const fs::path file = m_store.blob(digest);
    if (m_store.has_whole_blob(digest)) return;
    throw Error(ExitCode::failed,
                fmt::format("the package {} in the store {} is damaged, so it is not signed",
                            digest.substr(0, 12), m_store.folder().string()))
        .hint(fmt::format("remove {} and run again: the package is made again", file.string()));
  }

  void sign(const std::vector<std::string>& digests) {
    Activity signing(m_reporter, "signing",
                     fmt::format("{} with {}", counted(digests.size(), "package"), m_signer.fingerprint()),
                     digests.size());
    std::vector<fs::path> copies(digests.size());
    std::vector<char> needs(digests.size(), 1);
    parallel_for(digests.size(), thread_limit(), [&](size_t i) {
      require_whole(digests[i]);
      const fs::path original = m_store.blob(digests[i]);
      if (const auto signature = rpm::read_package(original).signature) {
        refuse_foreign(original, *signature);
        needs[i] = 0;
      }
      // rpmsign writes into the file, and the store's file may be hard-linked elsewhere: sign a copy.
      copies[i] = m_aside.path() / (digests[i] + ".rpm");
      copy_file_contents(original, copies[i]);
    });
    std::vector<fs::path> unsigned_copies;
    for (size_t i = 0; i < copies.size(); ++i)
      if (needs[i]) unsigned_copies.push_back(copies[i]);
    // Each signed package is stored at once, so that an interrupted run need not sign it again.
    std::map<fs::path, size_t> place;
    for (size_t i = 0; i < copies.size(); ++i) place[copies[i]] = i;
    std::vector<std::string> made(digests.size());
    m_signer.sign_packages(unsigned_copies, [&](const fs::path& copy) {
      const size_t i = place.at(copy);
      made[i] = keep(digests[i], copy);
      signing.step();
    });
    parallel_for(digests.size(), thread_limit(), [&](size_t i) {
      if (!made[i].empty()) return;
      made[i] = keep(digests[i], copies[i]);
      signing.step();
    });
    for (size_t i = 0; i < digests.size(); ++i) m_signed[digests[i]] = made[i];
  }

  void refuse_foreign(const fs::path& file, const rpm::Signature& signature) const {
    std::string id = signature.key_id;
    std::ranges::transform(id, id.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (!id.empty() && m_signer.fingerprint().ends_with(id)) return;
    const std::string nevra = rpm::read_package(file).nevra.str();
    throw Error(ExitCode::trust,
                signature.is_readable()
                    ? fmt::format("{} is already signed by another key ({})", nevra, signature.key_id)
                    : fmt::format("{} has a signature that rpm cannot read", nevra))
        .hint(k_unsigned_copy);
  }

  // Checks a package that was just signed, then stores the package and, separately, its signature.
  std::string keep(const std::string& unsigned_sha256, const fs::path& file) {
    require(file, unsigned_sha256);
    const fs::path original = m_store.blob(unsigned_sha256);
    const size_t offset = signature_length(original);
    const std::string start = first_bytes(file, signature_length(file));
    // The splice that later runs make must give exactly these bytes.
    store::StagedBlob staged = m_store.stage(file);
    if (spliced_digest(start, original, offset) != staged.sha256())
      throw Error(ExitCode::failed,
                  fmt::format("rpmsign changed more of {} than its signature", file.filename().string()));
    std::string digest = m_store.put(std::move(staged));
    k_signed_packages.put(m_store, signature_record(k_packages, unsigned_sha256, m_signer), {digest, start});
    return digest;
  }

  void require(const fs::path& file, const std::string& unsigned_sha256) const {
    m_keyring.require(file, fmt::format("the signed copy of {}", unsigned_sha256.substr(0, 12)));
  }

  Signer& m_signer;
  store::Store& m_store;
  TempDir m_aside;
  Reporter& m_reporter;
  rpm::Keyring m_keyring;
  std::map<std::string, std::string> m_signed;
};

}  // namespace

std::vector<std::string> sign_all(const std::vector<std::string>& unsigned_sha256, Signer& signer,
                                  store::Store& store, const fs::path& tmp, Reporter& reporter) {
  return Signing(signer, store, tmp, reporter).run(unsigned_sha256);
}

}  // namespace rpmworks::sign
