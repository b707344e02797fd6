import{A as e,C as t,D as n,H as r,I as i,N as a,Q as o,R as s,U as c,W as l,_t as u,at as d,c as f,ct as p,ft as m,i as h,it as g,l as _,nt as v,ot as y,q as b,rt as x,t as S,tt as C,ut as w,v as T,vt as E,wt as D}from"./calls.svelte-DZ6WKFFq.js";import{n as O}from"./router.svelte-D-NvYK98.js";import{c as k,f as A,l as j,n as M}from"./told-9ecyp_7u.js";import{a as N}from"./schema-DWTbG6tY.js";import{t as P}from"./Code-CAo9-WPp.js";import{t as F}from"./Copy-uevGOWI9.js";import{t as I}from"./Icon-FWGrJiax.js";var L=[`curl`,`TypeScript`,`Python`,`Rust`],R=/secret|password|passwd|senderpass|apikey|privatekey|token$/i;function z(e,t){let n=new Set(A[e]?.secrets),r=e=>{if(typeof e!=`object`||!e)return;let t=e.properties;if(typeof t==`object`&&t)for(let[e,r]of Object.entries(t))N(r)&&n.add(e);Object.values(e).forEach(r)};return r(t),n}function B(e,t,n=``){return Array.isArray(e)?e.map(e=>B(e,t,n)):typeof e==`object`&&e?Object.fromEntries(Object.entries(e).map(([e,n])=>[e,B(n,t,e)])):(t.has(n)||R.test(n))&&typeof e==`string`&&e?`••••`:e}var V=e=>e.replace(/([a-z\d])([A-Z])/g,`$1_$2`).toLowerCase(),H=e=>JSON.stringify(e,null,2),U=(e,t)=>e.replaceAll(`
`,`\n${t}`);function W(e){return(H(e)??`None`).replace(/(?<=^\s*(?:"(?:[^"\\]|\\.)*": )?)(true|false|null)(?=,?$)/gm,e=>({true:`True`,false:`False`,null:`None`})[e]??e)}function G(e,t,n,r,i,a){let o=A[t];if(!o)return``;let s=B(n,a),c=Object.keys(s).length===0,l=`${r}/api/v3/${o.path}`;switch(e){case`curl`:{let e=[`-H "authorization: Bearer $TOKEN"`,`-H "x-authing-userpool-id: ${i}"`],t=JSON.stringify(s).replaceAll(`'`,`'\\''`);o.method===`POST`&&e.push(`-H "content-type: application/json"`,`-d '${t}'`);let n=o.method===`GET`?j(k(s)).toString():``;return[`curl "${l}${n?`?${n}`:``}"`,...e].join(` \\
  `)}case`TypeScript`:return`import { ManagementClient } from "@cleat/nodejs";

const pool = new ManagementClient({
  host: "${r}",
  accessKeyId: "${i}",
  accessKeySecret: process.env.CLEAT_SECRET,
});
const answer = await pool.${t}(${c?``:H(s)});`;case`Python`:{let e=Object.entries(s).map(([e,t])=>`    ${V(e)}=${U(W(t),`    `)},`);if(!o.python){let e=o.method===`GET`?`params`:`json`,t=c?``:`\n    ${e}=${U(W(s),`    `)},`;return`import os
import requests

answer = requests.${o.method.toLowerCase()}(
    "${l}",
    headers={"authorization": f"Bearer {os.environ['TOKEN']}"},${t}
)
print(answer.json())`}return`import os
from genauth import ManagementClient

pool = ManagementClient(
    host="${r}",
    access_key_id="${i}",
    access_key_secret=os.environ["CLEAT_SECRET"],
)
answer = pool.${V(t)}(${c?``:`\n${e.join(`
`)}\n`})`}case`Rust`:return`use cleat_client::api::${o.rust};
use cleat_client::{ManagementClient, ManagementOptions};

let pool = ManagementClient::new(ManagementOptions {
    host: "${r}".into(),
    access_key_id: "${i}".into(),
    access_key_secret: std::env::var("CLEAT_SECRET")?.into(),
    ..ManagementOptions::default()
})?;
let request: ${o.rust.split(`::`).at(-1)} = serde_json::from_value(serde_json::json!(${U(H(s),``)}))?;
let answer = pool.${V(t)}(&request).await?;`}}var K=s(`<li><button class="button plain call s-110k4ix"><code> </code> <span> </span> <span class="muted small"> </span></button></li>`),q=s(`<button> </button>`),J=s(`<ol class="list s-110k4ix"></ol> <div class="row" role="group"><!> <!></div> <!> <h3> </h3> <!>`,1),Y=s(`<p class="muted"> </p>`),X=s(`<aside class="drawer stack s-110k4ix"><div class="row spread"><h2> </h2> <button class="button plain icon-only"><!></button></div> <!></aside>`);function Z(r,s){E(s,!0);let k=w(y(L.find(e=>e===_(`sample`))??`curl`)),A=w(void 0),j=m(()=>S.list[b(A)??S.list.length-1]??S.list.at(-1)),N=m(()=>z(b(j)?.id??``,S.list.map(({answer:e})=>e.data))),R=m(()=>b(j)?G(b(k),b(j).id,b(j).request,M.data?.publicUrl??``,M.pool??``,b(N)):``),V=()=>O.ask({call:void 0},!0);function H(e){p(k,e,!0),f(`sample`,e)}var U=X();l(`keydown`,C,e=>e.key===`Escape`&&!e.defaultPrevented&&V());var W=v(U),Z=v(W),Q=g(Z,!0),$=d(Z,2),ee=v($);I(ee,{name:`close`}),D($),D(W);var te=d(W,2),ne=e=>{var r=J(),s=x(r);n(s,22,()=>S.list,e=>e,(e,n,r)=>{var s=K(),l=v(s),u=v(l),f=g(u,!0),m=d(u,2);let h;var _=g(m,!0),y=d(m,2),x=g(y);D(l),D(s),o(()=>{T(l,`aria-pressed`,n===b(j)),a(f,n.id),h=t(m,1,`tag`,null,h,{good:n.answer.statusCode===200,bad:n.answer.statusCode!==200}),a(_,n.answer.statusCode),a(x,`${n.milliseconds??``} ms`)}),c(`click`,l,()=>p(A,b(r),!0)),i(e,s)}),D(s);var l=d(s,2),u=v(l);n(u,16,()=>L,e=>e,(e,n)=>{var r=q();let s;var l=g(r,!0);o(()=>{s=t(r,1,`button`,null,s,{main:b(k)===n}),T(r,`aria-pressed`,b(k)===n),a(l,n)}),c(`click`,r,()=>H(n)),i(e,r)});var f=d(u,2);{let e=m(()=>h().copy);F(f,{get text(){return b(R)},get label(){return b(e)}})}D(l);var _=d(l,2);P(_,{get text(){return b(R)}});var y=d(_,2),C=g(y,!0),w=d(y,2);{let e=m(()=>JSON.stringify(B({...b(j).answer,build:void 0},b(N)),null,2));P(w,{get text(){return b(e)}})}o((e,t)=>{T(l,`aria-label`,e),a(C,t)},[()=>h().sampleIn,()=>h().answer]),i(e,r)},re=e=>{var t=Y(),n=g(t,!0);o(e=>a(n,e),[()=>h().noCalls]),i(e,t)};e(te,e=>{b(j)?e(ne):e(re,-1)}),D(U),o((e,t,n)=>{T(U,`aria-label`,e),a(Q,t),T($,`aria-label`,n)},[()=>h().callsOfPage,()=>h().callsOfPage,()=>h().close]),c(`click`,$,V),i(r,U),u()}r([`click`]);export{Z as default};