// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "report/template.hpp"

namespace rpmworks::report {

struct WebFile {
  std::string_view name;  ///< relative to web/
  std::string_view text;
};
/// All files of web/; CMakeLists.txt generates it.
std::span<const WebFile> embedded_web_files();

/// A file of web/, which is embedded in the program: "release.html", "style/base.css". An unknown name throws
/// std::logic_error.
std::string_view web_file(std::string_view name);

/// Files of web/ as the contents of an element <style> or <script>.
struct WebCode {
  Markup text;
  std::string sha256;  ///< of the text, in base64, as a content security policy names it
};
WebCode web_code(std::initializer_list<std::string_view> files);

}  // namespace rpmworks::report
