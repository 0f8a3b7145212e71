// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/markdown.hpp"

#include <fmt/format.h>

#include <vector>

#include "core/text.hpp"
#include "report/markup.hpp"

namespace rpmworks::report {

namespace {

// Replaces pairs of `mark` by elements, unless the second is missing. `inner` converts the text outside.
template <typename Inner>
std::string paired(std::string_view text, std::string_view mark, std::string_view element, Inner&& inner) {
  std::string html;
  while (true) {
    const size_t begin = text.find(mark);
    const size_t end = begin == std::string_view::npos ? begin : text.find(mark, begin + mark.size());
    if (end == std::string_view::npos) return html + inner(text);
    html += inner(text.substr(0, begin));
    html += fmt::format("<{0}>{1}</{0}>", element,
                        escape(text.substr(begin + mark.size(), end - begin - mark.size())));
    text.remove_prefix(end + mark.size());
  }
}

std::string line_html(std::string_view text) {
  return paired(text, "`", "code", [](std::string_view outside) {
    return paired(outside, "**", "strong", [](std::string_view plain) { return escape(plain); });
  });
}

class Converter {
 public:
  std::string run(std::string_view text) {
    for (const std::string& line : split(std::string(text), '\n')) add(line);
    close();
    return std::move(m_html);
  }

 private:
  enum class Block { none, paragraph, list, code };

  void add(std::string_view line) {
    constexpr std::string_view k_indent = "    ";
    if (line.starts_with(k_indent)) {
      enter(Block::code, "<pre>");
      m_html += escape(line.substr(k_indent.size())) + "\n";
    } else if (line.empty()) {
      close();
    } else if (line.starts_with("# ")) {
      close();
    } else if (line.starts_with("## ")) {
      heading("h3", line.substr(3));
    } else if (line.starts_with("### ")) {
      heading("h4", line.substr(4));
    } else if (line.starts_with("- ")) {
      enter(Block::list, "<ul>\n");
      m_html += fmt::format("<li>{}</li>\n", line_html(line.substr(2)));
    } else {
      const bool continues = m_block == Block::paragraph;
      enter(Block::paragraph, "<p>");
      m_html += (continues ? " " : "") + line_html(line);
    }
  }

  void heading(std::string_view element, std::string_view text) {
    close();
    m_html += fmt::format("<{0}>{1}</{0}>\n", element, line_html(text));
  }

  void enter(Block block, std::string_view tag) {
    if (m_block == block) return;
    close();
    m_html += tag;
    m_block = block;
  }

  void close() {
    switch (m_block) {
      case Block::paragraph:
        m_html += "</p>\n";
        break;
      case Block::list:
        m_html += "</ul>\n";
        break;
      case Block::code:
        m_html += "</pre>\n";
        break;
      case Block::none:
        break;
    }
    m_block = Block::none;
  }

  Block m_block = Block::none;
  std::string m_html;
};

}  // namespace

std::string html_of_markdown(std::string_view text) {
  return Converter().run(text);
}

}  // namespace rpmworks::report
