// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attest/build.hpp"
#include "attest/envelope.hpp"
#include "attest/release.hpp"
#include "core/digest.hpp"
#include "core/error_line.hpp"
#include "gates/gate.hpp"
#include "rpm/openpgp.hpp"
#include "sign/signer.hpp"

namespace rpmworks::gates {

namespace {

using attest::Envelope;
using attest::Statement;
using manifest::Manifest;

/// Reads the statements of a release and collects what is wrong with them.
class StatementReader {
 public:
  explicit StatementReader(const ReleaseOnDisk& release) : m_release(release), m_made(*release.manifest) {
    m_signers.insert(m_made.signer);
    for (const auto& section : m_made.sections) m_signers.insert(section.signer);
  }

  /// Reads the statements about builds.
  void read_builds() {
    for (const auto& file : m_made.files) {
      if (!attest::is_build_statement(file.file) || !m_release.inventory.files.contains(file.file)) continue;
      ++m_count;
      checked(file.file, [&] {
        for (const auto& envelope : envelopes(file.file)) {
          const Statement statement = attest::statement_of(envelope.payload, file.file);
          (void)attest::build_of(statement, file.file);
          for (const auto& subject : statement.subjects) m_described.insert(subject.digest);
        }
      });
    }
  }

  void require_each_described() {
    for (const auto& entry : m_made.packages)
      if (entry.build && !m_described.contains(entry.sha256))
        add(entry.file, fmt::format("no statement says how {} was built", entry.nevra.str()));
  }

  /// Reads the statements about the release itself.
  void read_release() {
    const std::string file = attest::k_release_file;
    if (!m_release.inventory.files.contains(file)) {
      add(file, fmt::format("{} is missing", file));
      return;
    }
    checked(file, [&] {
      for (const auto& envelope : envelopes(file)) {
        const Statement statement = attest::statement_of(envelope.payload, file);
        const bool is_of_it = !statement.subjects.empty() &&
                              statement.subjects.front().digest == sha256(m_release.manifest_json);
        if (!is_of_it) add(file, fmt::format("{} is about another manifest", file));
      }
    });
  }

  size_t count() const { return m_count; }
  std::vector<Finding> take() { return std::move(m_findings); }

 private:
  template <typename Read>
  void checked(const std::string& file, Read read) {
    try {
      read();
    } catch (const Error& error) {
      add(file, in_one_line(error));
    }
  }

  // The envelopes of a file that are signed as they must be; the others are findings.
  std::vector<Envelope> envelopes(const std::string& file) {
    std::vector<Envelope> good;
    for (auto& envelope : attest::envelopes_of(read_file(m_release.folder / file), file)) {
      if (const auto fault = fault_of(envelope); fault.empty())
        good.push_back(std::move(envelope));
      else
        add(file, fmt::format("{}: {}", file, fault));
    }
    return good;
  }

  std::string fault_of(const Envelope& envelope) const {
    if (envelope.payload_type != attest::k_in_toto)
      return fmt::format("its payload is {}, not an in-toto statement", envelope.payload_type);
    if (envelope.signatures.empty()) return "it is not signed";
    const std::string bytes = attest::signed_bytes(envelope.payload_type, envelope.payload);
    std::string why;
    for (const auto& signature : envelope.signatures) {
      const auto key = m_release.keys.find(signature.keyid);
      if (!m_signers.contains(signature.keyid) || key == m_release.keys.end()) {
        why = fmt::format("its key {} signs nothing else in the release", signature.keyid);
        continue;
      }
      const auto verdict =
          sign::verify_detached(bytes, rpm::armour_signature(signature.sig), {key->second}, m_release.tmp);
      if (verdict.trust == rpm::Trust::good) return {};
      why = verdict.reason;
    }
    return why;
  }

  void add(const std::string& file, const std::string& text) {
    m_findings.push_back({.id = fmt::format("{}: {}", file, text), .text = text, .file = file});
  }

  const ReleaseOnDisk& m_release;
  const Manifest& m_made;
  std::set<std::string> m_signers;    // fingerprints of the product's own keys
  std::set<std::string> m_described;  // digests of packages
  std::vector<Finding> m_findings;
  size_t m_count = 0;
};

}  // namespace

Check provenance_gate(const GateInputs& inputs) {
  const ReleaseOnDisk& release = inputs.release;
  const auto& files = release.manifest->files;
  const bool is_there = release.inventory.files.contains(attest::k_release_file) ||
                        std::ranges::any_of(files, [](const manifest::FileInfo& file) {
                          return attest::is_build_statement(file.file);
                        });
  if (!is_there)
    return not_checked("provenance", release.name(),
                       "it has no statements: an older rpmworks made it, or they were removed");
  StatementReader reader(release);
  reader.read_builds();
  reader.require_each_described();
  reader.read_release();
  return judged("provenance", release.name(), reader.take(), ExitCode::trust,
                fmt::format("{} of builds", reader.count()));
}

}  // namespace rpmworks::gates
