import{A as e,C as t,D as n,H as r,I as i,N as a,Q as o,R as s,U as c,W as l,_t as u,at as d,c as f,ct as p,ft as m,i as h,it as g,l as _,nt as v,ot as y,q as b,rt as x,t as S,tt as C,ut as w,v as T,vt as E,wt as D}from"./calls.svelte-D-rKCxeW.js";import{n as O}from"./router.svelte-CRvaSRLP.js";import{c as k,d as A,s as j,t as M}from"./session.svelte-C2ttOdxw.js";import{t as N}from"./Copy-C7DfFW8Z.js";import{t as P}from"./Icon-CWt0FlCN.js";var F=[`curl`,`TypeScript`,`Python`,`Rust`],I=/secret|password|passwd|senderpass|apikey|privatekey|token$/i;function L(e,t=``){return Array.isArray(e)?e.map(e=>L(e,t)):typeof e==`object`&&e?Object.fromEntries(Object.entries(e).map(([e,t])=>[e,L(t,e)])):I.test(t)&&typeof e==`string`&&e?`••••`:e}var R=e=>e.replace(/([a-z\d])([A-Z])/g,`$1_$2`).toLowerCase(),z=e=>JSON.stringify(e,null,2),B=(e,t)=>e.replaceAll(`
`,`\n${t}`);function V(e){return(z(e)??`None`).replace(/(?<=^\s*(?:"(?:[^"\\]|\\.)*": )?)(true|false|null)(?=,?$)/gm,e=>({true:`True`,false:`False`,null:`None`})[e]??e)}function H(e,t,n,r,i){let a=A[t];if(!a)return``;let o=L(n),s=Object.keys(o).length===0,c=`${r}/api/v3/${a.path}`;switch(e){case`curl`:{let e=[`-H "authorization: Bearer $TOKEN"`,`-H "x-authing-userpool-id: ${i}"`],t=JSON.stringify(o).replaceAll(`'`,`'\\''`);a.method===`POST`&&e.push(`-H "content-type: application/json"`,`-d '${t}'`);let n=a.method===`GET`?k(j(o)).toString():``;return[`curl "${c}${n?`?${n}`:``}"`,...e].join(` \\
  `)}case`TypeScript`:return`import { ManagementClient } from "@cleat/nodejs";

const pool = new ManagementClient({
  host: "${r}",
  accessKeyId: "${i}",
  accessKeySecret: process.env.CLEAT_SECRET,
});
const answer = await pool.${t}(${s?``:z(o)});`;case`Python`:{let e=Object.entries(o).map(([e,t])=>`    ${R(e)}=${B(V(t),`    `)},`);if(!a.python){let e=a.method===`GET`?`params`:`json`,t=s?``:`\n    ${e}=${B(V(o),`    `)},`;return`import os
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
answer = pool.${R(t)}(${s?``:`\n${e.join(`
`)}\n`})`}case`Rust`:return`use cleat_client::api::${a.rust};
use cleat_client::{ManagementClient, ManagementOptions};

let pool = ManagementClient::new(ManagementOptions {
    host: "${r}".into(),
    access_key_id: "${i}".into(),
    access_key_secret: std::env::var("CLEAT_SECRET")?.into(),
    ..ManagementOptions::default()
})?;
let request: ${a.rust.split(`::`).at(-1)} = serde_json::from_value(serde_json::json!(${B(z(o),``)}))?;
let answer = pool.${R(t)}(&request).await?;`}}var U=s(`<li><button class="button plain call svelte-1ae46jp"><code> </code> <span> </span> <span class="muted small"> </span></button></li>`),W=s(`<button> </button>`),G=s(`<ol class="list svelte-1ae46jp"></ol> <div class="row" role="group"><!> <!></div> <pre class="code" tabindex="0"> </pre> <h3> </h3> <pre class="code" tabindex="0"> </pre>`,1),K=s(`<p class="muted"> </p>`),q=s(`<aside class="drawer stack svelte-1ae46jp"><div class="row spread"><h2> </h2> <button class="button plain icon-only"><!></button></div> <!></aside>`);function J(r,s){E(s,!0);let k=w(y(F.find(e=>e===_(`sample`))??`curl`)),A=w(void 0),j=m(()=>S.list[b(A)??S.list.length-1]??S.list.at(-1)),I=m(()=>b(j)?H(b(k),b(j).id,b(j).request,M.data?.publicUrl??``,M.pool??``):``),R=()=>O.ask({call:void 0},!0);function z(e){p(k,e,!0),f(`sample`,e)}var B=q();l(`keydown`,C,e=>e.key===`Escape`&&!e.defaultPrevented&&R());var V=v(B),J=v(V),Y=g(J,!0),X=d(J,2),Z=v(X);P(Z,{name:`close`}),D(X),D(V);var Q=d(V,2),$=e=>{var r=G(),s=x(r);n(s,22,()=>S.list,e=>e,(e,n,r)=>{var s=U(),l=v(s),u=v(l),f=g(u,!0),m=d(u,2);let h;var _=g(m,!0),y=d(m,2),x=g(y);D(l),D(s),o(()=>{T(l,`aria-pressed`,n===b(j)),a(f,n.id),h=t(m,1,`tag`,null,h,{good:n.answer.statusCode===200,bad:n.answer.statusCode!==200}),a(_,n.answer.statusCode),a(x,`${n.milliseconds??``} ms`)}),c(`click`,l,()=>p(A,b(r),!0)),i(e,s)}),D(s);var l=d(s,2),u=v(l);n(u,16,()=>F,e=>e,(e,n)=>{var r=W();let s;var l=g(r,!0);o(()=>{s=t(r,1,`button`,null,s,{main:b(k)===n}),T(r,`aria-pressed`,b(k)===n),a(l,n)}),c(`click`,r,()=>z(n)),i(e,r)});var f=d(u,2);{let e=m(()=>h().copy);N(f,{get text(){return b(I)},get label(){return b(e)}})}D(l);var _=d(l,2),y=g(_,!0),C=d(_,2),w=g(C,!0),E=d(C,2),O=g(E,!0);o((e,t,n)=>{T(l,`aria-label`,e),a(y,b(I)),a(w,t),a(O,n)},[()=>h().sampleIn,()=>h().answer,()=>JSON.stringify(L({...b(j).answer,build:void 0}),null,2)]),i(e,r)},ee=e=>{var t=K(),n=g(t,!0);o(e=>a(n,e),[()=>h().noCalls]),i(e,t)};e(Q,e=>{b(j)?e($):e(ee,-1)}),D(B),o((e,t,n)=>{T(B,`aria-label`,e),a(Y,t),T(X,`aria-label`,n)},[()=>h().callsOfPage,()=>h().callsOfPage,()=>h().close]),c(`click`,X,R),i(r,B),u()}r([`click`]);export{J as default};