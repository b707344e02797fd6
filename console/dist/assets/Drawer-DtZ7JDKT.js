import{A as e,C as t,D as n,H as r,I as i,N as a,Q as o,R as s,U as c,W as l,_t as u,at as d,c as f,ct as p,ft as m,i as h,it as g,l as _,nt as v,ot as y,q as b,rt as x,t as S,tt as C,ut as w,v as T,vt as E,wt as D}from"./calls.svelte-D5U932UI.js";import{n as O}from"./router.svelte-BmffaTAy.js";import{c as k,d as A,s as j,t as M}from"./session.svelte-Dob4_sV-.js";import{t as N}from"./Code-CbmCt2gd.js";import{t as P}from"./Copy-FcarHkI6.js";import{t as F}from"./Icon-B4WgdNH8.js";var I=[`curl`,`TypeScript`,`Python`,`Rust`],L=/secret|password|passwd|senderpass|apikey|privatekey|token$/i;function R(e,t=``){return Array.isArray(e)?e.map(e=>R(e,t)):typeof e==`object`&&e?Object.fromEntries(Object.entries(e).map(([e,t])=>[e,R(t,e)])):L.test(t)&&typeof e==`string`&&e?`••••`:e}var z=e=>e.replace(/([a-z\d])([A-Z])/g,`$1_$2`).toLowerCase(),B=e=>JSON.stringify(e,null,2),V=(e,t)=>e.replaceAll(`
`,`\n${t}`);function H(e){return(B(e)??`None`).replace(/(?<=^\s*(?:"(?:[^"\\]|\\.)*": )?)(true|false|null)(?=,?$)/gm,e=>({true:`True`,false:`False`,null:`None`})[e]??e)}function U(e,t,n,r,i){let a=A[t];if(!a)return``;let o=R(n),s=Object.keys(o).length===0,c=`${r}/api/v3/${a.path}`;switch(e){case`curl`:{let e=[`-H "authorization: Bearer $TOKEN"`,`-H "x-authing-userpool-id: ${i}"`],t=JSON.stringify(o).replaceAll(`'`,`'\\''`);a.method===`POST`&&e.push(`-H "content-type: application/json"`,`-d '${t}'`);let n=a.method===`GET`?k(j(o)).toString():``;return[`curl "${c}${n?`?${n}`:``}"`,...e].join(` \\
  `)}case`TypeScript`:return`import { ManagementClient } from "@cleat/nodejs";

const pool = new ManagementClient({
  host: "${r}",
  accessKeyId: "${i}",
  accessKeySecret: process.env.CLEAT_SECRET,
});
const answer = await pool.${t}(${s?``:B(o)});`;case`Python`:{let e=Object.entries(o).map(([e,t])=>`    ${z(e)}=${V(H(t),`    `)},`);if(!a.python){let e=a.method===`GET`?`params`:`json`,t=s?``:`\n    ${e}=${V(H(o),`    `)},`;return`import os
import requests

answer = requests.${a.method.toLowerCase()}(
    "${c}",
    headers={"authorization": f"Bearer {os.environ['TOKEN']}"},${t}
)
print(answer.json())`}return`import os
from genauth import ManagementClient

pool = ManagementClient(
    host="${r}",
    access_key_id="${i}",
    access_key_secret=os.environ["CLEAT_SECRET"],
)
answer = pool.${z(t)}(${s?``:`\n${e.join(`
`)}\n`})`}case`Rust`:return`use cleat_client::api::${a.rust};
use cleat_client::{ManagementClient, ManagementOptions};

let pool = ManagementClient::new(ManagementOptions {
    host: "${r}".into(),
    access_key_id: "${i}".into(),
    access_key_secret: std::env::var("CLEAT_SECRET")?.into(),
    ..ManagementOptions::default()
})?;
let request: ${a.rust.split(`::`).at(-1)} = serde_json::from_value(serde_json::json!(${V(B(o),``)}))?;
let answer = pool.${z(t)}(&request).await?;`}}var W=s(`<li><button class="button plain call s-110k4ix"><code> </code> <span> </span> <span class="muted small"> </span></button></li>`),G=s(`<button> </button>`),K=s(`<ol class="list s-110k4ix"></ol> <div class="row" role="group"><!> <!></div> <!> <h3> </h3> <!>`,1),q=s(`<p class="muted"> </p>`),J=s(`<aside class="drawer stack s-110k4ix"><div class="row spread"><h2> </h2> <button class="button plain icon-only"><!></button></div> <!></aside>`);function Y(r,s){E(s,!0);let k=w(y(I.find(e=>e===_(`sample`))??`curl`)),A=w(void 0),j=m(()=>S.list[b(A)??S.list.length-1]??S.list.at(-1)),L=m(()=>b(j)?U(b(k),b(j).id,b(j).request,M.data?.publicUrl??``,M.pool??``):``),z=()=>O.ask({call:void 0},!0);function B(e){p(k,e,!0),f(`sample`,e)}var V=J();l(`keydown`,C,e=>e.key===`Escape`&&!e.defaultPrevented&&z());var H=v(V),Y=v(H),X=g(Y,!0),Z=d(Y,2),Q=v(Z);F(Q,{name:`close`}),D(Z),D(H);var $=d(H,2),ee=e=>{var r=K(),s=x(r);n(s,22,()=>S.list,e=>e,(e,n,r)=>{var s=W(),l=v(s),u=v(l),f=g(u,!0),m=d(u,2);let h;var _=g(m,!0),y=d(m,2),x=g(y);D(l),D(s),o(()=>{T(l,`aria-pressed`,n===b(j)),a(f,n.id),h=t(m,1,`tag`,null,h,{good:n.answer.statusCode===200,bad:n.answer.statusCode!==200}),a(_,n.answer.statusCode),a(x,`${n.milliseconds??``} ms`)}),c(`click`,l,()=>p(A,b(r),!0)),i(e,s)}),D(s);var l=d(s,2),u=v(l);n(u,16,()=>I,e=>e,(e,n)=>{var r=G();let s;var l=g(r,!0);o(()=>{s=t(r,1,`button`,null,s,{main:b(k)===n}),T(r,`aria-pressed`,b(k)===n),a(l,n)}),c(`click`,r,()=>B(n)),i(e,r)});var f=d(u,2);{let e=m(()=>h().copy);P(f,{get text(){return b(L)},get label(){return b(e)}})}D(l);var _=d(l,2);N(_,{get text(){return b(L)}});var y=d(_,2),C=g(y,!0),w=d(y,2);{let e=m(()=>JSON.stringify(R({...b(j).answer,build:void 0}),null,2));N(w,{get text(){return b(e)}})}o((e,t)=>{T(l,`aria-label`,e),a(C,t)},[()=>h().sampleIn,()=>h().answer]),i(e,r)},te=e=>{var t=q(),n=g(t,!0);o(e=>a(n,e),[()=>h().noCalls]),i(e,t)};e($,e=>{b(j)?e(ee):e(te,-1)}),D(V),o((e,t,n)=>{T(V,`aria-label`,e),a(X,t),T(Z,`aria-label`,n)},[()=>h().callsOfPage,()=>h().callsOfPage,()=>h().close]),c(`click`,Z,z),i(r,V),u()}r([`click`]);export{Y as default};