// SPDX-License-Identifier: GPL-3.0-or-later
#include "abi/record_kinds.hpp"

namespace rpmworks::abi {

const store::RecordKind<Difference> k_differences{"abi-difference", 1, to_json, difference_of_json};

store::Kinds record_kinds() {
  return store::kinds_of(k_differences);
}

}  // namespace rpmworks::abi
