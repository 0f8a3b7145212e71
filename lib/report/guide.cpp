// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/guide.hpp"

#include <string>
#include <vector>

#include "core/text.hpp"

namespace rpmworks::report {

namespace {

enum class Style { plain, code, strong };

Fields span_of(Style style, std::string_view text) {
  return {{"is_plain", style == Style::plain},
          {"is_code", style == Style::code},
          {"is_strong", style == Style::strong},
          {"text", text}};
}

// Splits a text at pairs of `mark`; `outside` adds what is not between two of them.
template <typename Outside>
void add_paired(std::vector<Fields>& spans, std::string_view text, std::string_view mark, Style style,
                Outside&& outside) {
  while (true) {
    const size_t begin = text.find(mark);
    const size_t end = begin == std::string_view::npos ? begin : text.find(mark, begin + mark.size());
    if (end == std::string_view::npos) return outside(text);
    outside(text.substr(0, begin));
    spans.push_back(span_of(style, text.substr(begin + mark.size(), end - begin - mark.size())));
    text.remove_prefix(end + mark.size());
  }
}

std::vector<Fields> spans_of(std::string_view text) {
  std::vector<Fields> spans;
  add_paired(spans, text, "`", Style::code, [&](std::string_view outside) {
    add_paired(spans, outside, "**", Style::strong, [&](std::string_view plain) {
      if (!plain.empty()) spans.push_back(span_of(Style::plain, plain));
    });
  });
  return spans;
}

enum class Kind { none, section, subsection, paragraph, list, code };

/// Collects the lines of a block, and turns each finished block into fields.
class Blocks {
 public:
  std::vector<Fields> run(std::string_view text) {
    for (const std::string& line : split(text, '\n')) add(line);
    close();
    return std::move(m_blocks);
  }

 private:
  void add(std::string_view line) {
    constexpr std::string_view k_indent = "    ";
    if (line.starts_with(k_indent)) {
      enter(Kind::code);
      m_lines.emplace_back(line.substr(k_indent.size()));
    } else if (line.empty() || line.starts_with("# ")) {
      close();
    } else if (line.starts_with("## ")) {
      heading(Kind::section, line.substr(3));
    } else if (line.starts_with("### ")) {
      heading(Kind::subsection, line.substr(4));
    } else if (line.starts_with("- ")) {
      enter(Kind::list);
      m_lines.emplace_back(line.substr(2));
    } else {
      enter(Kind::paragraph);
      m_lines.emplace_back(line);
    }
  }

  void heading(Kind kind, std::string_view text) {
    close();
    m_kind = kind;
    m_lines.emplace_back(text);
    close();
  }

  void enter(Kind kind) {
    if (m_kind != kind) close();
    m_kind = kind;
  }

  void close() {
    if (m_kind != Kind::none) {
      std::vector<Fields> items;
      if (m_kind == Kind::list)
        for (const auto& line : m_lines) items.push_back({{"spans", spans_of(line)}});
      m_blocks.push_back({{"is_section", m_kind == Kind::section},
                          {"is_subsection", m_kind == Kind::subsection},
                          {"is_paragraph", m_kind == Kind::paragraph},
                          {"has_items", m_kind == Kind::list},
                          {"items", std::move(items)},
                          {"code", m_kind == Kind::code ? join(m_lines, "\n") : std::string()},
                          {"spans", spans_of(join(m_lines, " "))}});
    }
    m_kind = Kind::none;
    m_lines.clear();
  }

  Kind m_kind = Kind::none;
  std::vector<std::string> m_lines;
  std::vector<Fields> m_blocks;
};

}  // namespace

Markup guide_markup(std::string_view markdown) {
  if (markdown.empty()) return {};
  return Template::of("guide.html").render({{"blocks", Blocks().run(markdown)}});
}

}  // namespace rpmworks::report
