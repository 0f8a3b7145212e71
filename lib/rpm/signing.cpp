// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/signing.hpp"

#include <fmt/format.h>
#include <rpm/header.h>
#include <rpm/rpmbase64.h>
#include <rpm/rpmpgp.h>
#include <rpm/rpmtag.h>
#include <rpm/rpmtd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "core/error.hpp"
#include "rpm/openpgp_packets.hpp"
#include "rpm/package_format.hpp"
#include "rpm/reader.hpp"
#include "rpm/runtime.hpp"
#include "rpm/signature_packets.hpp"

namespace rpmworks::rpm {

namespace {

constexpr size_t k_counts = 8;  // of the index and of the data

Error cannot_sign(const fs::path& package, const std::string& why) {
  return Error(ExitCode::invalid, fmt::format("{} cannot be signed: {}", package.string(), why));
}

std::string bytes_of(const fs::path& package, size_t size) {
  const FileDescriptor file = open_for_reading(package);
  std::string bytes(size, '\0');
  for (size_t done = 0; done < size;) {
    const ssize_t got = ::pread(file.get(), bytes.data() + done, size - done, static_cast<off_t>(done));
    if (got <= 0) throw cannot_sign(package, "it is truncated");
    done += static_cast<size_t>(got);
  }
  return bytes;
}

struct Counts {
  uint32_t tags = 0;
  uint32_t data = 0;  ///< bytes
};

// What follows the lead and the magic of the signature header.
std::string_view after_magic(std::string_view start) {
  return start.substr(std::min(start.size(), k_lead_size + k_header_magic.size()));
}

Counts counts_in(std::string_view start) {
  Cursor cursor(after_magic(start));
  return {.tags = cursor.number(4), .data = cursor.number(4)};
}

// librpm imports a header without its magic and without the padding of a signature header.
HeaderHandle signature_header(std::string_view start) {
  constexpr size_t k_entry = 16;
  const auto [tags, data] = counts_in(start);
  std::string blob(Cursor(after_magic(start)).take(k_counts + tags * k_entry + data));
  HeaderHandle header(headerImport(blob.data(), static_cast<unsigned>(blob.size()), HEADERIMPORT_COPY));
  if (!header) throw damaged("the signature header of a package");
  return header;
}

// Without the region that closes a header: only then tags can be added (rpm 4.18, sign/rpmgensig.c,
// unloadImmutableRegion).
HeaderHandle editable(const HeaderHandle& header) {
  rpmtd_s region{};
  HeaderHandle inner;
  if (headerGet(header.get(), RPMTAG_HEADERSIGNATURES, &region, HEADERGET_DEFAULT)) {
    inner.reset(headerImport(region.data, region.count, HEADERIMPORT_COPY));
    rpmtdFreeData(&region);
  }
  HeaderHandle copy(headerCopy(inner ? inner.get() : header.get()));
  if (!copy) throw damaged("the signature header of a package");
  return copy;
}

unsigned algorithm_of(const std::string& packet) {
  pgpDigParams parameters = nullptr;
  const auto* bytes = reinterpret_cast<const uint8_t*>(packet.data());
  if (pgpPrtParams(bytes, packet.size(), PGPTAG_SIGNATURE, &parameters) != 0)
    throw damaged("a signature that was just made");
  const PacketHandle owner(parameters);
  return pgpDigParamsAlgo(parameters, PGPVAL_PUBKEYALGO);
}

void put_packet(Header header, const std::string& packet, bool covers_payload) {
  const bool is_rsa = algorithm_of(packet) == PGPPUBKEYALGO_RSA;
  rpmtd_s data{};
  data.tag = covers_payload ? (is_rsa ? RPMSIGTAG_PGP : RPMSIGTAG_GPG)
                            : static_cast<rpmTagVal>(is_rsa ? RPMSIGTAG_RSA : RPMSIGTAG_DSA);
  data.type = RPM_BIN_TYPE;
  data.count = static_cast<rpm_count_t>(packet.size());
  std::string bytes = packet;
  data.data = bytes.data();
  if (!headerPut(header, &data, HEADERPUT_DEFAULT)) throw damaged("a signature that was just made");
}

// rpm 6, sign/rpmgensig.cc, putSignature: base64 in one line, one string for each signature.
void put_all(Header header, const std::vector<std::string>& packets) {
  constexpr rpmTagVal k_openpgp = 278;  // RPMSIGTAG_OPENPGP
  for (const std::string& packet : packets) {
    const std::unique_ptr<char, decltype(&std::free)> text(rpmBase64Encode(packet.data(), packet.size(), 0),
                                                           &std::free);
    const char* strings[] = {text.get()};
    rpmtd_s data{};
    data.tag = k_openpgp;
    data.type = RPM_STRING_ARRAY_TYPE;
    data.count = 1;
    data.data = strings;
    if (!headerPut(header, &data, HEADERPUT_APPEND)) throw damaged("a signature that was just made");
  }
}

// Uses the reserved space, so that the header keeps its size (rpm 4.18, sign/rpmgensig.c, rpmSign).
void take_reserved_space(Header header, unsigned size_before) {
  rpmtd_s reserved{};
  if (!headerGet(header, RPMSIGTAG_RESERVEDSPACE, &reserved, HEADERGET_MINMEM)) return;
  const auto more = static_cast<int64_t>(headerSizeof(header, HEADER_MAGIC_YES)) - size_before;
  if (more > 0 && more < reserved.count) {
    reserved.count -= static_cast<rpm_count_t>(more);
    headerMod(header, &reserved);
  }
  rpmtdFreeData(&reserved);
}

}  // namespace

PackageToSign read_to_sign(const fs::path& package) {
  const auto parts = read_signed_parts(package);
  const HeaderHandle header = parts ? read_header(package) : nullptr;
  if (!header || parts->payload <= parts->header.size()) throw cannot_sign(package, "it is not a package");
  // rpm refuses to sign such packages too.
  if (!headerIsEntry(header.get(), RPMTAG_HEADERIMMUTABLE))
    throw cannot_sign(package, "it has the format of rpm before version 4");
  return {.start = bytes_of(package, parts->payload - parts->header.size()),
          .header = parts->header,
          .build_time = static_cast<int64_t>(headerGetNumber(header.get(), RPMTAG_BUILDTIME)),
          .has_payload_digest = headerIsEntry(header.get(), RPMTAG_PAYLOADDIGEST) ||
                                headerIsEntry(header.get(), RPMTAG_PAYLOADDIGESTALT)};
}

std::string with_signatures(std::string_view start, const NewSignatures& signatures) {
  start_runtime();
  const MessageCapture unheard;
  HeaderHandle header = editable(signature_header(start));
  const unsigned size_before = headerSizeof(header.get(), HEADER_MAGIC_YES);
  put_packet(header.get(), signatures.header.at(0), false);
  if (!signatures.payload.empty()) put_packet(header.get(), signatures.payload, true);
  if (signatures.header.size() > 1) put_all(header.get(), signatures.header);
  take_reserved_space(header.get(), size_before);
  // Frees the header that it is given.
  header.reset(headerReload(header.release(), RPMTAG_HEADERSIGNATURES));
  unsigned size = 0;
  const std::unique_ptr<void, decltype(&std::free)> blob(header ? headerExport(header.get(), &size) : nullptr,
                                                         &std::free);
  if (!blob) throw damaged("a signature header that was just made");
  std::string result(start.substr(0, k_lead_size));
  result += k_header_magic;
  result.append(static_cast<const char*>(blob.get()), size);
  result.resize((result.size() + 7) / 8 * 8);
  return result;
}

std::string fault_for_old_clients(std::string_view start) {
  constexpr uint32_t k_most_tags = 32;
  constexpr uint32_t k_most_data = 8192;
  const auto [tags, data] = counts_in(start);
  if (tags > k_most_tags)
    return fmt::format("its signature header has {} tags, at most {}", tags, k_most_tags);
  if (data > k_most_data)
    return fmt::format("its signature header has {} bytes, at most {}", data, k_most_data);
  return {};
}

}  // namespace rpmworks::rpm
