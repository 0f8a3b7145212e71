// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::sandbox {

/// Ids that an ordinary user may use beside its own, as /etc/subuid and /etc/subgid grant them.
struct IdRange {
  unsigned first = 0;
  unsigned count = 0;
  bool operator==(const IdRange&) const = default;
};

/// The ranges of a user in the text of /etc/subuid: `NAME:FIRST:COUNT` lines, the user by name or number.
/// Lines that are not of that form are passed over, as newuidmap does.
std::vector<IdRange> parse_id_ranges(std::string_view text, const std::string& user, unsigned uid);

/// How many ids the ranges hold.
unsigned count_of(const std::vector<IdRange>& ranges);

/// The mapping for newuidmap: 0 is `own`, 1 and up (to 65535) the ranges one after the other.
std::vector<std::string> mapping(unsigned own, const std::vector<IdRange>& ranges);

/// This user, and its ranges on this machine.
struct OwnIds {
  unsigned uid = 0;
  unsigned gid = 0;
  std::string user;
  std::vector<IdRange> uids;
  std::vector<IdRange> gids;
};
OwnIds own_ids();

}  // namespace rpmworks::sandbox
