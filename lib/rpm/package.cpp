// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/package.hpp"

#include <fmt/format.h>
#include <rpm/header.h>
#include <rpm/rpmtag.h>

#include "core/error.hpp"
#include "rpm/description.hpp"
#include "rpm/reader.hpp"
#include "rpm/runtime.hpp"
#include "rpm/signature_packets.hpp"

namespace rpmworks::rpm {

namespace {

constexpr uint64_t k_sha256 = 8;  // PGPHASHALGO_SHA256
constexpr size_t k_sha256_digits = 64;

std::string payload_sha256_of(Header header) {
  const std::string digest = text_of(header, RPMTAG_PAYLOADDIGEST);
  const bool is_sha256 = headerGetNumber(header, RPMTAG_PAYLOADDIGESTALGO) == k_sha256;
  return is_sha256 && digest.size() == k_sha256_digits ? digest : "";
}

// All but relations and the signature.
Package description_of(Header header) {
  Package package;
  package.nevra = nevra_of(header);
  package.summary = text_of(header, RPMTAG_SUMMARY);
  package.license = text_of(header, RPMTAG_LICENSE);
  package.url = text_of(header, RPMTAG_URL);
  if (!package.is_source()) package.source_rpm = text_of(header, RPMTAG_SOURCERPM);
  package.vendor = text_of(header, RPMTAG_VENDOR);
  package.payload_sha256 = payload_sha256_of(header);
  package.build_time = static_cast<int64_t>(headerGetNumber(header, RPMTAG_BUILDTIME));
  package.installed_size = headerGetNumber(header, RPMTAG_LONGSIZE);
  if (package.is_source()) {
    package.build_arches = texts_of(header, RPMTAG_EXCLUSIVEARCH);
    for (std::string& arch : texts_of(header, RPMTAG_BUILDARCHS))
      package.build_arches.push_back(std::move(arch));
  }
  package.header_sha256 = text_of(header, RPMTAG_SHA256HEADER);
  return package;
}

}  // namespace

HeaderHandle require_header(const fs::path& file, const MessageCapture& capture) {
  HeaderHandle header = read_header(file);
  // If the file is missing or unreadable, errno gives the reason.
  if (!header) open_for_reading(file);
  if (!header || text_of(header.get(), RPMTAG_NAME).empty()) {
    throw Error(ExitCode::invalid, fmt::format("{} is not a readable RPM package", file.string()))
        .notes(capture.messages())
        .hint("fetch or build the package again; it may have been truncated when it was copied");
  }
  return header;
}

Package package_of(Header header, const fs::path& file) {
  Package package = description_of(header);
  package.requires_ = relations_of(header, {RPMTAG_REQUIRENAME, RPMTAG_REQUIREVERSION, RPMTAG_REQUIREFLAGS});
  package.provides = relations_of(header, {RPMTAG_PROVIDENAME, RPMTAG_PROVIDEVERSION, RPMTAG_PROVIDEFLAGS});
  package.conflicts =
      relations_of(header, {RPMTAG_CONFLICTNAME, RPMTAG_CONFLICTVERSION, RPMTAG_CONFLICTFLAGS});
  package.obsoletes =
      relations_of(header, {RPMTAG_OBSOLETENAME, RPMTAG_OBSOLETEVERSION, RPMTAG_OBSOLETEFLAGS});
  package.recommends =
      relations_of(header, {RPMTAG_RECOMMENDNAME, RPMTAG_RECOMMENDVERSION, RPMTAG_RECOMMENDFLAGS});
  if (std::vector<Signature> signatures = signatures_of(header, file); !signatures.empty()) {
    package.signature = std::move(signatures.front());
  }
  return package;
}

Package read_package(const fs::path& file) {
  const MessageCapture capture;
  return package_of(require_header(file, capture).get(), file);
}

Package read_description(const fs::path& file) {
  const MessageCapture capture;
  return description_of(require_header(file, capture).get());
}

std::vector<Signature> read_signatures(const fs::path& file) {
  const MessageCapture capture;
  const HeaderHandle header = require_header(file, capture);
  // librpm 4.18 does not show those that only RPMSIGTAG_OPENPGP has.
  const auto parts = read_signed_parts(file);
  if (!parts) return signatures_of(header.get(), file);
  std::vector<Signature> signatures;
  for (const FoundSignature& found : parts->signatures)
    signatures.push_back(read_signature_packet(found.packet).shown);
  return signatures;
}

std::vector<std::string> file_names(const fs::path& file) {
  const MessageCapture capture;
  return texts_of(require_header(file, capture).get(), RPMTAG_FILENAMES);
}

}  // namespace rpmworks::rpm
