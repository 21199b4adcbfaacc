{#- Relative times and today's date, from the tables of newsgen.arabic (script_tables explains the keys).

    Rendered once per site. Readers download it, so it carries only what the pattern and the digits of this site
    need, and its comments stand here. Contract: <time datetime="…T…" data-relative>absolute</time>; [data-today];
    window.newsgenDates(root) for scripts that insert HTML, newsgenDates.count(n, forms) for those that count things.

    put     writes only what changed, so that nothing is laid out again for nothing
    today   "sv" prints a day as ISO 8601, which gives the site's day without a table of zones
    turn    keeps the absolute text in data-relative, so that a copied node is read right again; a datetime without a
            time of day, in the future or past the bound stays absolute
    tick    wakes at full minutes, hence at midnight too; a hidden page has no timer -#}
{%- set used = dict(tables) -%}
{%- set month, weekday, hijri = "{month}" in tables.pattern, "{weekday}" in tables.pattern, "{hijri}" in tables.pattern -%}
{%- for key, wanted in [("m", month), ("w", weekday), ("h", hijri), ("d", tables.d)] if not wanted -%}
{%- set _ = used.pop(key, "") -%}
{%- endfor -%}
{%- set parts = {
    "weekday": "W[d.getUTCDay()]",
    "day": "D(d.getUTCDate())",
    "month": "M[d.getUTCMonth()]",
    "month_number": "D(d.getUTCMonth()+1)",
    "month_en": 'd.toLocaleDateString("en",{timeZone:"UTC",month:"long"})',
    "month_en_short": "d.toUTCString().slice(8,11)",
    "year": "D(d.getUTCFullYear())",
    "hijri": "H(d)",
} -%}
(()=>{
const T={{ used|tojson }},S=s=>s.split("|"),F=T.f.map(S),
{%- if month %}M=S(T.m),{% endif -%}
{%- if weekday %}W=S(T.w),{% endif -%}
D=n=>{% if tables.d %}(n+"").replace(/\d/g,c=>T.d[c]){% else %}n{% endif %},
count=(n,[a,b,few,many,c])=>{
const r=n%100
return n==1?a:n==2?b:D(n)+" "+(r>10?many||c:r>2?few:c)
},
form=(n,u)=>T.p+" "+count(n,F[u]),
since=s=>{
let u=6
while(u&&s<T.s[u])u--
return u?form(Math.floor(s/T.s[u]),u):T.n
},
{%- if hijri %}
H=d=>{
const h={},n=S(T.h)
new Intl.DateTimeFormat("en-u-ca-islamic-umalqura-nu-latn",{timeZone:"UTC",day:"numeric",month:"numeric",year:"numeric"}).formatToParts(d).map(p=>h[p.type]=p.value)
return D(h.day)+" "+n[h.month-1]+" "+D(h.year)+" "+n[12]
},
{%- endif %}
put=(e,t)=>e.textContent==t||(e.textContent=t),
turn=root=>{
root.querySelectorAll("time[data-relative]").forEach(e=>{
const a=e.dataset.relative||=e.textContent,t=e.dateTime,s=(Date.now()-Date.parse(t))/1e3
if(/T/.test(t)&&s>=0&&s<T.within)put(e,since(s)),e.title=a
else if(put(e,a),e.title==a)e.removeAttribute("title")
})
root.querySelectorAll("[data-today]").forEach(e=>{
const i=new Date().toLocaleDateString("sv",{timeZone:T.zone}),d=new Date(i),
t={ {%- for name, value in parts.items() if "{" ~ name ~ "}" in tables.pattern %}{{ name }}:{{ value }}{{ "" if loop.last else "," }}{% endfor -%} }
put(e,T.pattern.replace(/{(\w+)}/g,(_,k)=>t[k]))
if(e.dateTime)e.dateTime=i
})
},
tick=()=>{
clearTimeout(w)
if(!document.hidden)turn(document),w=setTimeout(tick,6e4-Date.now()%6e4)
}
let w
window.newsgenDates=Object.assign(turn,{count,form,since})
document.addEventListener("visibilitychange",tick)
tick()
})()
