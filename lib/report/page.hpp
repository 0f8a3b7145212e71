// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>

#include "core/json.hpp"
#include "report/web_files.hpp"

namespace rpmworks::report {

/// The parts of an HTML document.
struct Page {
  std::string title;
  Markup body;
  Json data;           ///< for the script
  WebCode style = {};  ///< see web_files.hpp
  WebCode script = {};
};

/// A complete HTML document. Its content security policy allows only its own style and scripts.
std::string page(const Page& page);

/// "2026-11-23 01:02 UTC" of "2026-11-23T01:02:03Z"; a text of another form stays as it is.
std::string shown_time(const std::string& iso);
/// A fingerprint in groups of four digits, the form in which people compare fingerprints.
std::string grouped_fingerprint(const std::string& fingerprint);
/// "1,234"
std::string shown_number(size_t number);
/// "1 package", "1,234 packages"; `one` and `many` are the nouns.
std::string number_of(size_t count, std::string_view one, std::string_view many);
/// The word for a shell command that users may copy: quoted, if it is not plain.
std::string shell_quoted(const std::string& word);

}  // namespace rpmworks::report
