// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/web_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/digest.hpp"
#include "core/encoding.hpp"

namespace rpmworks::report {

std::string_view web_file(std::string_view name) {
  const auto files = embedded_web_files();
  const auto at = std::ranges::find(files, name, &WebFile::name);
  if (at == files.end()) throw std::logic_error(fmt::format("there is no file web/{}", name));
  return at->text;
}

Markup embedded_markup(std::string_view name) {
  return Markup(std::string(web_file(name)));
}

WebCode web_code(std::initializer_list<std::string_view> files) {
  WebCode code;
  for (const auto file : files) code.text += embedded_markup(file);
  code.sha256 = to_base64(from_hex(sha256(code.text.str())).value());
  return code;
}

}  // namespace rpmworks::report
