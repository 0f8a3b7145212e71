// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/page.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "core/digest.hpp"
#include "core/encoding.hpp"

namespace rpmworks::report {

namespace {

constexpr std::string_view k_style = R"css(
:root{color-scheme:light dark;--bg:#f5f6f8;--card:#fff;--ink:#1b2430;--soft:#5a6675;--line:#dfe4ea;--accent:#0b5fa5;
--accent-soft:#e6f0fa;--good:#14713d;--good-soft:#e2f4e9;--code:#f0f3f6;--head:#0f2338;--head-ink:#f4f8fc;--head-soft:#a9bfd6}
@media (prefers-color-scheme:dark){:root{--bg:#0f141a;--card:#171e26;--ink:#e3e9f0;--soft:#98a5b3;--line:#2a333e;
--accent:#76b6f0;--accent-soft:#17304a;--good:#6fd29a;--good-soft:#14321f;--code:#10161c;--head:#0a1826;--head-ink:#eef4fa;--head-soft:#8ea7c0}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
header{background:var(--head);color:var(--head-ink)}
.wrap{max-width:1240px;margin:0 auto;padding:0 24px}
header .wrap{padding-top:34px;padding-bottom:76px}
.eyebrow{margin:0;color:var(--head-soft);font-size:13px;letter-spacing:.08em;text-transform:uppercase}
h1{margin:4px 0 6px;font-size:34px;line-height:1.15;font-weight:650;letter-spacing:-.01em}
h1 .rel{font-weight:400;color:var(--head-soft)}
header p{margin:0;color:var(--head-soft)}
main.wrap{position:relative;margin-top:-50px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:14px}
.card,section{background:var(--card);border:1px solid var(--line);border-radius:12px;box-shadow:0 1px 2px rgba(15,35,56,.05)}
.card{padding:16px 18px}
.card b{display:block;font-size:27px;font-weight:650;line-height:1.2;font-variant-numeric:tabular-nums}
.card span{color:var(--soft);font-size:13.5px}
section{margin-top:18px;padding:20px 22px 22px}
h2{margin:0 0 10px;font-size:18px;font-weight:650}
h3{margin:16px 0 6px;font-size:14px;font-weight:650}
section>p{margin:0 0 10px;color:var(--soft);max-width:82ch}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:0 18px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th{padding:6px 14px 6px 0;color:var(--soft);font-size:12.5px;font-weight:600;text-align:left;white-space:nowrap;border-bottom:1px solid var(--line)}
td{padding:9px 14px 9px 0;vertical-align:top;border-bottom:1px solid var(--line)}
tr:last-child td{border-bottom:0}
th:last-child,td:last-child{padding-right:0}
.sections td{white-space:nowrap}
.num{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;font-size:12.5px}
pre{margin:6px 0 0;padding:12px 14px;white-space:pre-wrap;overflow-wrap:break-word;background:var(--code);border:1px solid var(--line);border-radius:8px;line-height:1.6}
a{color:var(--accent);text-decoration:none}
a:hover,a:focus{text-decoration:underline}
.name{font-weight:600;overflow-wrap:break-word}
.dim{color:var(--soft)}
.small{font-size:13px}
.summary{max-width:46ch;min-width:24ch;overflow-wrap:break-word}
.tag{display:inline-block;padding:1px 9px;border-radius:99px;background:var(--accent-soft);color:var(--accent);font-size:12.5px;white-space:nowrap}
.bar{display:block;height:6px;margin-top:7px;border-radius:3px;background:var(--accent-soft);min-width:90px;overflow:hidden}
.bar i{display:block;height:100%;background:var(--accent);border-radius:3px}
.ok{list-style:none;margin:0;padding:0}
.ok li{position:relative;margin:0 0 9px;padding-left:30px}
.ok li::before{content:"\2713";position:absolute;left:0;top:1px;width:20px;height:20px;border-radius:50%;background:var(--good-soft);color:var(--good);font-size:12px;font-weight:700;line-height:20px;text-align:center}
.ok b{font-weight:600}
.fpr{white-space:nowrap;letter-spacing:.02em}
pre.fpr{white-space:pre-wrap}
details summary{cursor:pointer;list-style:none}
details summary::-webkit-details-marker{display:none}
details[open] summary{color:var(--soft)}
.full{display:block;max-width:34ch;white-space:normal;overflow-wrap:anywhere;color:var(--soft)}
.guide ul{margin:8px 0 0;padding-left:20px;max-width:100ch}
.guide li{margin:0 0 4px;overflow-wrap:anywhere}
.guide h3{margin:22px 0 4px;padding-top:14px;border-top:1px solid var(--line);font-size:16px}
.guide h4{margin:14px 0 4px;font-size:14px}
.guide p{margin:8px 0 4px}
.filter{display:flex;flex-wrap:wrap;gap:10px;align-items:center;margin:2px 0 12px}
.filter[hidden]{display:none}
input[type=search]{flex:0 1 360px;padding:8px 12px;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:8px}
input[type=search]:focus-visible,a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
footer{margin:22px 0 40px;color:var(--soft);font-size:13px;overflow-wrap:anywhere}
@media (max-width:640px){.wrap{padding:0 14px}section{padding:16px}h1{font-size:27px}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--accent:#000;--accent-soft:#eee;--good:#000;--good-soft:#eee;--code:#fff;--head:#fff;--head-ink:#000;--head-soft:#444}
body{font-size:10.5px}header .wrap{padding:0 0 12px}main.wrap{margin-top:0}.wrap{max-width:none;padding:0}.card,section{box-shadow:none}
.cards{grid-template-columns:repeat(5,1fr)}.card{padding:8px 12px}.card b{font-size:18px}.filter{display:none}tr,.card,pre{break-inside:avoid}thead{display:table-header-group}.scroll{overflow:visible}code,pre,.mono{font-size:8.5px}pre{white-space:pre-wrap}
td,th{padding-right:8px;padding-top:4px;padding-bottom:4px}table{font-size:9.5px}@page{margin:14mm}}
)css";

// The page is complete without the script: the filter then stays hidden.
constexpr std::string_view k_script = R"js(
(function(){
var box=document.getElementById('filter'),form=document.getElementById('filters'),count=document.getElementById('shown');
if(!box)return;
form.hidden=false;
var rows=Array.prototype.map.call(document.querySelectorAll('#packages tbody tr'),function(r){return[r,r.textContent.toLowerCase()]});
function apply(){
var words=box.value.toLowerCase().split(/\s+/).filter(Boolean),shown=0;
rows.forEach(function(r){var hit=words.every(function(w){return r[1].indexOf(w)>=0});r[0].hidden=!hit;if(hit)shown++});
count.textContent=words.length?shown+' of '+rows.length:rows.length+' packages';
}
box.addEventListener('input',apply);
form.addEventListener('submit',function(e){e.preventDefault()});
apply();
})();
)js";

}  // namespace

std::string path_href(std::string_view path) {
  std::string href;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x80 && std::isalnum(byte)) || std::string_view("-._~/+^").find(c) != std::string_view::npos)
      href += c;
    else
      href += fmt::format("%{:02X}", byte);
  }
  return href;
}

std::string page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}<script>{}</script>\n</body>\n</html>\n",
      to_base64(from_hex(sha256(k_script)).value()), escape(title), k_style, body, k_script);
}

}  // namespace rpmworks::report
