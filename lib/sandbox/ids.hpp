// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::sandbox {

/// A range of subordinate ids from /etc/subuid or /etc/subgid.
struct IdRange {
  unsigned first = 0;
  unsigned count = 0;
  bool operator==(const IdRange&) const = default;
};

/// A user's ranges in the text of /etc/subuid: lines `NAME:FIRST:COUNT`, with the user's name or number.
/// Other lines are ignored, as in newuidmap.
std::vector<IdRange> parse_id_ranges(std::string_view text, const std::string& user, unsigned uid);

/// The total number of ids in the ranges.
unsigned count_of(const std::vector<IdRange>& ranges);

/// The mapping for newuidmap: 0 is `own`; 1 to 65535 are the ranges in order.
std::vector<std::string> mapping(unsigned own, const std::vector<IdRange>& ranges);

/// This user and its ranges.
struct OwnIds {
  unsigned uid = 0;
  unsigned gid = 0;
  std::string user;
  std::vector<IdRange> uids;
  std::vector<IdRange> gids;
};
OwnIds own_ids();

}  // namespace rpmworks::sandbox
