// SPDX-License-Identifier: GPL-3.0-or-later
#include "proving/compare.hpp"

#include <fmt/format.h>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "sign/put_signature.hpp"
#include "srpm/compare_packages.hpp"

namespace rpmworks::proving {

namespace {

std::string shown(const std::string& value) {
  return value.empty() ? "nothing" : printable(value);
}

}  // namespace

std::string difference_of(const fs::path& published, const fs::path& made, const fs::path& tmp) {
  const TempDir folder(tmp, "compare-");
  const fs::path copy = folder.path() / made.filename();
  sign::put_signature_of(published, made, copy);
  if (digest_of_file(copy) == digest_of_file(published)) return {};
  try {
    if (const auto found = srpm::first_difference(published, copy))
      return fmt::format("{}: {} as published, {} here", printable(found->where), shown(found->one),
                         shown(found->other));
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;  // libarchive cannot read the payload
  }
  return "their bytes differ, but not what is in them";
}

}  // namespace rpmworks::proving
