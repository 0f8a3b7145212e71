// SPDX-License-Identifier: GPL-3.0-or-later
#include "gear/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "gear/words.hpp"

namespace rpmworks::gear {

namespace {

using archive::Compression;

constexpr std::string_view k_usual_name = "@name@-@version@";
constexpr std::string_view k_usual_release = "@name@-@version@-@release@.patch";

struct Packer {
  std::string_view suffix;     ///< of "tar" and "diff", and of the file name
  std::string_view directive;  ///< that stores files with this compression
  Compression compression;
};
constexpr std::array<Packer, 5> k_packers = {{{"", "copy", Compression::none},
                                              {".gz", "gzip", Compression::gzip},
                                              {".bz2", "bzip2", Compression::bzip2},
                                              {".xz", "xz", Compression::xz},
                                              {".zst", "zstd", Compression::zstd}}};

const Packer* packer_by(std::string_view Packer::*field, std::string_view text) {
  const auto found =
      std::find_if(k_packers.begin(), k_packers.end(), [&](const Packer& one) { return one.*field == text; });
  return found == k_packers.end() ? nullptr : &*found;
}

std::vector<std::string> directives() {
  std::vector<std::string> names = {"spec", "tags", "type", "exclude", "compress"};
  for (const auto& packer : k_packers) {
    names.emplace_back(packer.directive);
    for (const std::string_view kind : {"tar", "diff"})
      names.push_back(fmt::format("{}{}", kind, packer.suffix));
  }
  return names;
}

bool is_made_by_gear_alone(std::string_view directive) {
  return directive == "zip" || directive == "specsubst" || directive == "lzma" ||
         directive.ends_with(".lzma");
}

// A word `key=value`; the key is empty for other words.
struct Option {
  std::string key, value;
  const Word* word = nullptr;
};

class Parser {
 public:
  explicit Parser(const std::string& file) { m_rules.file = file; }

  void parse(const Line& line) {
    m_line = &line;
    std::string name = line.directive().text;
    const bool optional = name.ends_with('?');
    if (optional) name.pop_back();
    if (!optional && parse_setting(name)) return;
    m_words = line.words();
    if (name.starts_with("tar"))
      if (const Packer* packer = packer_by(&Packer::suffix, name.substr(3)))
        return add_archive(*packer, optional);
    if (name.starts_with("diff"))
      if (const Packer* packer = packer_by(&Packer::suffix, name.substr(4)))
        return add_diff(*packer, optional);
    if (const Packer* packer = packer_by(&Packer::directive, name)) return add_copy(*packer, optional);
    if (name == "compress") return add_compress(optional);
    throw unknown(name);
  }

  Rules take() { return std::move(m_rules); }

 private:
  Error bad(const Word& word, std::string what) const {
    return Error(ExitCode::invalid, std::move(what)).at(m_line->at(word.column));
  }
  Error bad(std::string what) const { return bad(m_line->directive(), std::move(what)); }

  Error unknown(const std::string& name) const {
    if (is_made_by_gear_alone(name))
      return bad(fmt::format("`{}:` is supported by gear only, not by rpmworks", name))
          .hint(name == "specsubst"
                    ? "write the values into the spec: gear takes them from a tag that only gear creates"
                    : "use another compression: .gz, .bz2, .xz or .zst");
    Error error = bad(fmt::format("unknown directive `{}:`", m_line->directive().text));
    return std::move(error).hint(
        did_you_mean(name, directives(), "`{}:`")
            .value_or("gear-rules(5) has tar, diff, copy, spec, exclude and others"));
  }

  // Directives that produce no file; their arguments are not quoted.
  bool parse_setting(const std::string& name) {
    if (name != "spec" && name != "tags" && name != "type" && name != "exclude") return false;
    const Word all = m_line->rest();
    if (name == "exclude") {
      for (const auto& glob : m_line->unquoted_words()) m_rules.exclude.push_back(glob.text);
      return true;
    }
    if (all.text.empty()) throw bad(fmt::format("`{}:` has no argument", name));
    if (name == "type") return true;  // for what gear itself writes
    std::string& value = name == "spec" ? m_rules.spec : m_rules.tags;
    if (!value.empty())
      throw bad(fmt::format("duplicate `{}:`", name)).hint("gear allows one: remove the other");
    value = path(all, all.text);
    if (value.empty())
      throw bad(all, fmt::format("{} is not a {}", all.text, name == "spec" ? "file" : "folder of tags"));
    if (name == "spec") m_rules.spec_where = m_line->at(all.column);
    return true;
  }

  // The path without parts that mean nothing (".", empty parts).
  std::string path(const Word& word, const std::string& text) const {
    if (text.empty()) throw bad(word, "missing path");
    if (text.starts_with('/'))
      throw bad(word, fmt::format("{} is an absolute path", text))
          .hint("use a path relative to the packaged folder");
    std::vector<std::string> parts;
    for (auto& part : split(text, '/')) {
      if (part == "..")
        throw bad(word, fmt::format("{} points outside of the tree", text))
            .hint("`..` is not allowed: only files of the tree are packaged");
      if (!part.empty() && part != ".") parts.push_back(std::move(part));
    }
    return join(parts, "/");
  }

  std::string file_name(const Option& option) const {
    const std::string& name = option.value;
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos)
      throw bad(*option.word, fmt::format("'{}' of {}= is not a file name", name, option.key))
          .hint("the name of a source must not contain '/'");
    return name;
  }

  Tree tree(const Word& word) const {
    Tree tree{.where = m_line->at(word.column)};
    std::string in_tree = word.text;
    if (const size_t colon = in_tree.find(':'); colon != std::string::npos) {
      tree.base = in_tree.substr(0, colon);
      in_tree.erase(0, colon + 1);
      if (tree.base.empty()) throw bad(word, fmt::format("{} names no commit before the ':'", word.text));
      if (in_tree.empty())
        throw bad(word, fmt::format("{} names no folder after the ':'", word.text))
            .hint(fmt::format("the whole tree is {}:.", tree.base));
    }
    tree.path = path(word, in_tree);
    return tree;
  }

  const Word& word(size_t i, std::string_view what) const {
    if (i < m_words.size()) return m_words[i];
    throw bad(fmt::format("`{}:` needs {}", m_line->directive().text, what));
  }

  template <typename Take>
  void options(size_t first, const std::vector<std::string>& known, Take take) const {
    for (size_t i = first; i < m_words.size(); ++i) {
      const size_t equals = m_words[i].text.find('=');
      const Option option{m_words[i].text.substr(0, equals),
                          equals == std::string::npos ? "" : m_words[i].text.substr(equals + 1), &m_words[i]};
      if (equals == std::string::npos || std::find(known.begin(), known.end(), option.key) == known.end()) {
        throw bad(m_words[i],
                  fmt::format("`{}:` has no option {}", m_line->directive().text, m_words[i].text))
            .hint(did_you_mean(option.key, known, "{}=")
                      .value_or(fmt::format("it has {}=", join(known, "=, "))));
      }
      take(option);
    }
  }

  std::string pattern(const Option& option) const {
    if (option.value.empty()) throw bad(*option.word, "exclude= needs a pattern");
    return option.value;
  }

  void add_archive(const Packer& packer, bool optional) {
    Archive made{.compression = packer.compression,
                 .optional = optional,
                 .tree = tree(word(0, "a folder, as in `tar: .`")),
                 .suffix = fmt::format(".tar{}", packer.suffix),
                 .where = m_line->at(m_line->directive().column)};
    made.name = made.tree.path.empty() ? k_usual_name : "@dir@-@version@";
    options(1, {"name", "base", "suffix", "exclude", "spec"}, [&](const Option& option) {
      if (option.key == "name") made.name = file_name(option);
      if (option.key == "base") made.base = option.value.empty() ? "" : path(*option.word, option.value);
      if (option.key == "suffix") made.suffix = option.value;
      if (option.key == "exclude") made.exclude.push_back(pattern(option));
      if (option.key == "spec") made.spec = path(*option.word, option.value);
    });
    m_rules.makers.emplace_back(std::move(made));
  }

  void add_diff(const Packer& packer, bool optional) {
    Diff made{.compression = packer.compression,
              .optional = optional,
              .before = tree(word(0, "two folders, as in `diff: v@version@:. .`")),
              .after = tree(word(1, "a second folder, as in `diff: v@version@:. .`")),
              .suffix = std::string(packer.suffix),
              .where = m_line->at(m_line->directive().column)};
    made.name = made.after.path.empty() ? k_usual_release : "@new_dir@-@version@-@release@.patch";
    options(2, {"name", "exclude", "spec"}, [&](const Option& option) {
      if (option.key == "name") made.name = file_name(option);
      if (option.key == "exclude") made.exclude.push_back(pattern(option));
      if (option.key == "spec") made.spec = path(*option.word, option.value);
    });
    m_rules.makers.emplace_back(std::move(made));
  }

  void add_copy(const Packer& packer, bool optional, std::string name = {}, size_t first = 0) {
    Copy made{.compression = packer.compression,
              .optional = optional,
              .name = std::move(name),
              .suffix = std::string(packer.suffix),
              .where = m_line->at(m_line->directive().column)};
    word(first, "a file");
    for (size_t i = first; i < m_words.size(); ++i) {
      const std::string whole = path(m_words[i], m_words[i].text);
      if (whole.empty()) throw bad(m_words[i], fmt::format("{} is not a file", m_words[i].text));
      const size_t slash = whole.rfind('/');
      made.patterns.push_back({.folder = slash == std::string::npos ? "" : whole.substr(0, slash),
                               .glob = whole.substr(slash + 1),
                               .where = m_line->at(m_words[i].column)});
    }
    m_rules.makers.emplace_back(std::move(made));
  }

  void add_compress(bool optional) {
    const Packer* packer = nullptr;
    std::string name;
    size_t i = 0;
    for (; word(i, "`--` before the files").text != "--"; ++i) {
      const Word& here = m_words[i];
      if (here.text.starts_with("type=")) {
        packer = packer_by(&Packer::directive, here.text.substr(5));
        if (!packer)
          throw bad(here, fmt::format("unknown argument {}", here.text))
              .hint("type= is copy, gzip, bzip2, xz or zstd");
      } else if (here.text.starts_with("name=")) {
        name = file_name({"name", here.text.substr(5), &here});
      } else if (!here.text.starts_with('-')) {  // options of the compressor change no content
        throw bad(here, fmt::format("`compress:` has no option {}", here.text))
            .hint("it has type= and name=");
      }
    }
    if (!packer) throw bad("`compress:` needs type=").hint("type= is copy, gzip, bzip2, xz or zstd");
    add_copy(*packer, optional, std::move(name), i + 1);
  }

  Rules m_rules;
  const Line* m_line = nullptr;
  std::vector<Word> m_words;
};

}  // namespace

bool Rules::is_trivial() const {
  if (makers.empty()) return true;
  const auto* const only = std::get_if<Archive>(&makers.front());
  return makers.size() == 1 && only && only->tree.base == "." && only->tree.path.empty() &&
         only->name == k_usual_name && only->base.value_or(only->name) == only->name &&
         only->suffix.starts_with(".tar") && only->exclude.empty() && only->spec.empty();
}

Rules parse_rules(std::string_view text, const std::string& file) {
  Parser parser(file);
  int number = 0;
  for (const auto& line : split(text, '\n'))
    if (const auto parsed = parse_line(line, ++number, file)) parser.parse(*parsed);
  return parser.take();
}

}  // namespace rpmworks::gear
