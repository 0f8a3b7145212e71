// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/signature_end.hpp"

#include <rpm/header.h>
#include <rpm/rpmtag.h>
#include <rpm/rpmtd.h>

#include <string_view>

#include "core/error.hpp"
#include "rpm/openpgp_packets.hpp"
#include "rpm/reader.hpp"

namespace rpmworks::rpm {

namespace {

std::optional<int64_t> end_in(std::string_view bytes) {
  constexpr unsigned k_created = 2;
  Cursor cursor(bytes);
  int64_t created = 0;
  int64_t lifetime = 0;
  for (const Subpacket& each : hashed_subpackets(next_packet(cursor))) {
    if (each.type == k_created) created = Cursor(each.body).number(4);
    if (each.type == k_signature_expiry) lifetime = Cursor(each.body).number(4);
  }
  return lifetime > 0 ? std::optional(created + lifetime) : std::nullopt;
}

std::optional<int64_t> end_of_tag(Header header, rpmTagVal tag) {
  const std::unique_ptr<rpmtd_s, decltype(&rpmtdFree)> data(rpmtdNew(), &rpmtdFree);
  if (!headerGet(header, tag, data.get(), HEADERGET_MINMEM)) return std::nullopt;
  std::optional<int64_t> end;
  try {
    if (rpmtdType(data.get()) == RPM_BIN_TYPE)
      end = end_in({static_cast<const char*>(data->data), data->count});
  } catch (const Error&) {
    // Whether it can be read is for librpm to say.
  }
  rpmtdFreeData(data.get());
  return end;
}

}  // namespace

std::optional<int64_t> signature_end(const fs::path& package) {
  const HeaderHandle header = read_header(package);
  if (!header) return std::nullopt;
  for (const rpmTagVal tag : {RPMTAG_RSAHEADER, RPMTAG_DSAHEADER, RPMTAG_SIGPGP, RPMTAG_SIGGPG})
    if (const auto end = end_of_tag(header.get(), tag)) return end;
  return std::nullopt;
}

}  // namespace rpmworks::rpm
