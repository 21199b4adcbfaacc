{#- The search page's script. ``search`` holds the tables of newsgen.arabic (search_tables explains the keys), so that a
    question is folded as the stories were. Contract: form[data-search] with the index's folder, fields q, section, place,
    year; [data-search-state], [data-search-results], [data-search-more], template[data-search-card];
    window.newsgenSearch(text) gives the words of a text.

    An index for each half-year: the newest is Pagefind's own, the others are merged into it before the first question.
    ``asked`` counts the questions: an answer to an older one is dropped. A result whose data are gone is that of a story
    withdrawn since the page was opened: the others are shown. -#}
(()=>{
const T={{ search|tojson }},R=s=>{const[k,...v]=s.split("|");return new Map([...k].map((c,i)=>[c,v[i]]))},
O=R(T.o),K=new Set(T.k),F=R(T.f),W=new RegExp(T.w,"g"),
shape=c=>O.get(c)??(K.has(c)?c:c.normalize("NFKC")),
swap=s=>s.replace(/[\u0600-\u08ff\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g,c=>F.get(c)??c),
fold=s=>swap(swap(s.replace(/[\ufb50-\ufdff\ufe70-\ufefc]/g,shape).normalize("NFC")).toLowerCase().normalize("NFC")),
bare=w=>{for(let p;p=T.p.find(p=>w.startsWith(p)&&w.length-p.length>=T.n);)w=w.slice(p.length);return w},
terms=s=>(fold(s).match(W)??[]).filter(w=>w.length<=T.x).map(bare)
window.newsgenSearch=terms
const form=globalThis.document?.querySelector("form[data-search]")
if(!form)return
const at=s=>document.querySelector(`[data-search-${s}]`),state=at("state"),list=at("results"),more=at("more"),card=at("card"),
base=form.dataset.search,D={{ tables.d|tojson }},N=n=>D?String(n).replace(/\d/g,d=>D[d]):String(n),
NAMES=["section","place","year"],PAGE=10
let engine,asked=0,found=[],shown=0,timer
const say=s=>{state.textContent=s}
const open=()=>engine??=(async()=>{
  const got=await fetch(`${base}periods.json`)
  if(!got.ok)throw new Error(`${got.status}`)
  const all=await got.json(),[first,...others]=all.periods
  if(!first)return null
  const pagefind=await import(`${base}${first}/pagefind.js`)
  await pagefind.options({baseUrl:"/"})
  await Promise.all(others.map(p=>pagefind.mergeIndex(`${base}${p}/`)))
  return pagefind
})().catch(e=>{engine=undefined;throw e})
const draw=m=>{
  const one=card.content.cloneNode(true),$=s=>one.querySelector(s),link=$("a"),time=$("time"),img=$("img")
  link.href=m.address
  link.textContent=m.title
  $(".label").textContent=m.label
  time.dateTime=m.date
  time.textContent=m.day
  if(m.standfirst)$(".standfirst").textContent=m.standfirst
  else $(".standfirst").remove()
  if(m.picture){
    img.width=m.width
    img.height=m.height
    img.alt=m.alt??""
    img.src=m.picture
  }else{
    $(".card-picture").remove()
    $("article").classList.add("card-plain")
  }
  return one
}
const next=async()=>{
  const mine=asked,part=found.slice(shown,shown+PAGE),
  data=(await Promise.allSettled(part.map(r=>r.data()))).flatMap(a=>a.value??[])
  if(mine!==asked)return
  const begin=list.children.length
  list.append(...data.map(d=>draw(d.meta)))
  window.newsgenDates?.(list)
  shown+=part.length
  more.hidden=shown>=found.length
  return list.children[begin]
}
const ask=async()=>{
  clearTimeout(timer)
  const mine=++asked,asks=new FormData(form),words=terms(asks.get("q")),filters={},kept=new URLSearchParams
  if(asks.get("q").trim())kept.set("q",asks.get("q").trim())
  for(const n of NAMES)if(asks.get(n)){filters[n]=asks.get(n);kept.set(n,asks.get(n))}
  history.replaceState(null,"",kept.size?`?${kept}`:location.pathname)
  const end=s=>{if(mine===asked){list.replaceChildren();more.hidden=true;say(s)}}
  if(!words.length&&!Object.keys(filters).length)return end("")
  say("يجري البحث…")
  try{
    const pagefind=await open()
    const got=pagefind?(await pagefind.search(words.length?words.join(" "):null,{filters})).results:[]
    if(mine!==asked)return
    if(!got.length)return end("لا نتائج. جرّب كلمات أقل، أو كلمة أخرى.")
    found=got
    shown=0
    list.replaceChildren()
    await next()
    if(mine===asked)say(`عدد النتائج: ${N(found.length)}`)
  }catch(e){
    console.warn(e)
    end("البحث غير متاح الآن. حاول بعد قليل، أو تصفّح الأرشيف.")
  }
}
for(const[n,v]of new URLSearchParams(location.search)){
  const field=form.elements[n]
  if(!field)continue
  if(NAMES.includes(n)&&![...field.options].some(o=>o.value===v))field.add(new Option(v,v))
  field.value=v
}
const fill=async()=>{
  const got=await fetch(`${base}periods.json`)
  if(!got.ok)return
  const all=await got.json()
  for(const n of["place","year"])for(const v of all[`${n}s`]){
    const field=form.elements[n]
    if(![...field.options].some(o=>o.value===v))field.add(new Option(n==="year"?N(v):v,v))
  }
}
form.addEventListener("submit",e=>{e.preventDefault();ask()})
form.addEventListener("change",e=>{if(e.target.name!=="q")ask()})
form.elements.q.addEventListener("input",()=>{clearTimeout(timer);timer=setTimeout(ask,250)})
more.addEventListener("click",async()=>{(await next())?.querySelector("a").focus()})
form.hidden=false
fill().catch(()=>{}).then(()=>{form.dataset.ready=""})
ask()
})()
