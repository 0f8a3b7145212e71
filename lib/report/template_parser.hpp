// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/template.hpp"

namespace rpmworks::report {

/// Reads the text of a template. Throws std::logic_error where it breaks a rule of Template.
struct Template::Parser {
  explicit Parser(std::string_view text) : m_text(text) {}
  std::vector<Node> run();

 private:
  struct Tag {
    char kind = 0;  ///< '#', '^', '/', '>', '!', or 0 for a value
    std::string name;
    size_t begin = 0;  ///< of the tag, with the blanks before it if it stands alone on its line
    size_t end = 0;    ///< after it, with the line's end if it stands alone
  };
  std::vector<Node> read(const std::string& section);
  Tag read_tag(size_t begin) const;
  void read_literal(std::string_view html);
  Place place(const std::string& name) const;

  std::string_view m_text;
  size_t m_at = 0;
  // Where in HTML the literals read so far end.
  bool m_is_in_tag = false;
  bool m_is_quoted = false;
  std::string m_attribute;
};

}  // namespace rpmworks::report
