// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/piece.hpp"

#include <algorithm>

#include "core/digest.hpp"

namespace rpmworks::engine {

std::string digest_of(std::vector<Piece> pieces) {
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.sha256 < b.sha256; });
  Digest digest;
  for (const auto& piece : pieces) digest.update(piece.sha256 + "\n");
  return digest.hex();
}

}  // namespace rpmworks::engine
