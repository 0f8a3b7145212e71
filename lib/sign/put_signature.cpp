// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/put_signature.hpp"

#include "sign/package_signature.hpp"

namespace rpmworks::sign {

void put_signature_of(const fs::path& signed_package, const fs::path& package, const fs::path& to) {
  const std::string start = first_bytes(signed_package, signature_length(signed_package));
  splice(start, package, signature_length(package), to);
}

}  // namespace rpmworks::sign
