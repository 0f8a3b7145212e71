// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::licenses {

/// A License tag as a tree. The names in it need not be SPDX ids.
struct Expression {
  enum class Kind {
    license,  ///< one licence
    all,      ///< AND: all of `parts` apply
    any       ///< OR: one of `parts` is sufficient
  };
  Kind kind = Kind::license;
  std::string license;            ///< its name as written, with single blanks
  std::string exception;          ///< what follows WITH; may be empty
  std::vector<Expression> parts;  ///< two or more; none is of the same kind unless it was in parentheses

  /// The licence with its exception, as written: "GPLv2 with exceptions".
  std::string text;
};

/// Parses an expression of SPDX, "MIT AND (GPL-2.0-only WITH Classpath-exception-2.0 OR Apache-2.0)", or an
/// older tag, "GPLv2+ and (BSD or Public Domain)". Operators have no case; WITH comes before AND, and AND
/// before OR. A name may consist of several words; "or later" and "or newer" belong to the name. Returns
/// nothing if the text is no expression, or has more than 100 levels of parentheses.
std::optional<Expression> parse_expression(std::string_view text);

/// A text without blanks and line breaks at its ends, and with single blanks between its words.
std::string single_blanks(std::string_view text);

/// A text in lower case. Only ASCII letters change.
std::string lower_case(std::string text);

}  // namespace rpmworks::licenses
